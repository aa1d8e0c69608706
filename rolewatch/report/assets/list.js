"use strict";
// The table of open roles and that of employers: filter as one types, sort by any column, pages of fifty.
const PER_PAGE = 50;
const collator = new Intl.Collator("zh-CN", { numeric: true });

let openRoles = null;
// The compact rows as objects, with what is searched in them.
function allRoles() {
  if (openRoles) return openRoles;
  const told = Rolewatch.data.roles;
  openRoles = told.roles.map((row) => {
    const role = Object.fromEntries(told.columns.map((name, at) => [name, row[at]]));
    role.company = told.employers[role.employer][1];
    role.number = told.employers[role.employer][0];
    role.level = role.level < 0 ? null : told.levels[role.level];
    role.currencyRank = role.currency < 0 ? 1e9 : role.currency;
    role.currency = role.currency < 0 ? "" : told.currencies[role.currency];
    role.families = role.families.map((at) => told.families[at]);
    role.places = role.cities.map((at) => told.cities[at]);
    role.hay = folded([role.title, role.company, role.places.flat().join(" "), role.skills.map((at) => told.skills[at]).join(" ")].join(" \n "));
    return role;
  });
  return openRoles;
}

const cityWords = (role) => role.places.map(inLanguage).join(say("list"));
const COLUMNS = [
  { name: "title", words: "role", key: (role) => role.title },
  { name: "company", words: "company", kind: "wide-only", key: (role) => role.company },
  { name: "city", words: "city", kind: "wide-only", key: cityWords },
  { name: "family", words: "family", kind: "wider-only", key: (role) => (role.families[0] ? nameOf(role.families[0]) : "") },
  { name: "pay", words: "pay", key: (role) => (role.currency ? [role.currencyRank, role.high ?? role.low] : "") },
  { name: "since", words: "since", kind: "wide-only fixed", key: (role) => role.since },
];

// Texts as Chinese sorts them, pay within its currency (the most frequent one first), what is not stated always last.
function compared(a, b, down) {
  const none = (value) => value === "" || value == null;
  if (none(a) || none(b)) return none(a) - none(b);
  if (Array.isArray(a)) return a[0] - b[0] || (down ? b[1] - a[1] : a[1] - b[1]);
  return (down ? -1 : 1) * collator.compare(a, b);
}

const asked = (query) => ({
  q: query.get("q") ?? "", family: query.get("family") ?? "", city: query.get("city") ?? "", level: query.get("level") ?? "",
  currency: query.get("currency") ?? "", min: query.get("min") ?? "", by: query.get("by") ?? "since",
  down: query.get("down") !== "0", page: Math.max(0, (Number.parseInt(query.get("page"), 10) || 1) - 1),
});

function matching(wanted) {
  const words = folded(wanted.q).split(" ").filter(Boolean);
  const least = Number.parseFloat(wanted.min);
  return allRoles().filter((role) =>
    words.every((word) => role.hay.includes(word))
    && (!wanted.family || role.families.includes(wanted.family))
    && (!wanted.city || role.places.some((place) => place[0] === wanted.city))
    && (!wanted.level || (wanted.level === "-" ? role.level === null : role.level === wanted.level))
    && (!wanted.currency || role.currency === wanted.currency)
    && (!(least > 0) || (role.high ?? role.low) >= least));
}

function rolesView(place, query) {
  const told = Rolewatch.data.roles;
  const wanted = asked(query);
  const by = (list) => list.sort((a, b) => collator.compare(a[1], b[1]));
  const any = ["", say("any")];
  const change = (name) => (value) => { wanted[name] = value; wanted.page = 0; refresh(); };
  const typed = (name, more) => h("input", { ...more, value: wanted[name], autocomplete: "off", input: (event) => change(name)(event.target.value) });
  const orders = COLUMNS.flatMap((column) => [[column.name + " 0", `${say(column.words)} ${say("ascending")}`], [column.name + " 1", `${say(column.words)} ${say("descending")}`]]);
  const controls = h("form", { class: "filters", role: "search", "aria-label": say("filters"), submit: (event) => event.preventDefault() });
  const sorter = field("sort_by", choice(orders, "", (value) => { [wanted.by, wanted.down] = [value.split(" ")[0], value.endsWith("1")]; wanted.page = 0; refresh(); }));
  sorter.classList.add("phone-only");
  controls.append(
    field("search", typed("q", { type: "search", placeholder: say("search_hint") })),
    field("family", choice([any, ...by(told.families.map((one) => [one, nameOf(one)]))], wanted.family, change("family"))),
    field("city", choice([any, ...by(told.cities.map((one) => [one[0], inLanguage(one)]))], wanted.city, change("city"))),
    field("level", choice([any, ...told.levels.map((one) => [one, nameOf(one)]), ["-", say("not_stated")]], wanted.level, change("level"))),
    field("currency", choice([any, ...told.currencies.map((one) => [one, one])], wanted.currency, change("currency"))),
    field("min_pay", typed("min", { type: "number", min: "0", step: "10000", inputmode: "numeric" })),
    sorter,
    h("div", { class: "field" }, h("button", { type: "button", id: "reset", click: () => { location.hash = "#/roles"; } }, say("reset"))));
  const count = h("p", { class: "count", role: "status" });
  const caption = h("caption", { class: "unseen" }, say("roles"));
  const head = h("thead", {});
  const body = h("tbody", {});
  const foot = h("div", {});
  place.append(h("h1", { tabindex: "-1" }, say("roles")), controls, count,
    h("table", { class: "roles" }, caption, head, body), foot);

  function refresh() {
    const found = matching(wanted);
    const column = COLUMNS.find((one) => one.name === wanted.by) ?? COLUMNS.at(-1);
    const keys = new Map(found.map((role) => [role, column.key(role)]));
    found.sort((a, b) => compared(keys.get(a), keys.get(b), wanted.down) || b.id - a.id);
    const pages = Math.max(1, Math.ceil(found.length / PER_PAGE));
    wanted.page = Math.min(wanted.page, pages - 1);
    count.textContent = say("found", { n: amount(found.length), all: amount(allRoles().length) });
    const focused = document.activeElement?.dataset.column;
    head.replaceChildren(h("tr", {}, COLUMNS.map((one) => sortHead(one, wanted, (name) => {
      wanted.down = wanted.by === name ? !wanted.down : name === "pay" || name === "since";
      wanted.by = name;
      wanted.page = 0;
      refresh();
    }))));
    if (focused) head.querySelector(`[data-column="${CSS.escape(focused)}"]`)?.focus();
    sorter.querySelector("select").value = `${column.name} ${wanted.down ? 1 : 0}`;
    body.replaceChildren(...found.slice(wanted.page * PER_PAGE, (wanted.page + 1) * PER_PAGE).map(roleRow));
    foot.replaceChildren(pager(wanted.page, pages, (to, key) => {
      wanted.page = to;
      refresh();
      (foot.querySelector(`[data-step="${key}"]:enabled`) ?? foot.querySelector("button:enabled")).focus();
      place.scrollIntoView();
    }));
    remember(wanted);
  }
  refresh();
}

function roleRow(role) {
  const company = theirs(role.company || say("no_employer"));
  return h("tr", {},
    h("th", { scope: "row" }, roleLink(role.number, role.id, role.title),
      h("span", { class: "under phone-only" }, theirs([role.company || say("no_employer"), cityWords(role)].filter(Boolean).join(" · ")))),
    h("td", { class: "wide-only" }, h("a", { href: "#/employer/" + role.number }, company)),
    h("td", { class: "wide-only" }, theirs(cityWords(role))),
    h("td", { class: "wider-only" }, role.families.map(nameOf).join(say("list"))),
    h("td", {}, theirs(role.pay)),
    h("td", { class: "wide-only fixed" }, role.since));
}

// The filters stand in the address, so that a list can be kept and gone back to.
function remember(wanted) {
  const query = new URLSearchParams();
  for (const name of ["q", "family", "city", "level", "currency", "min"]) if (wanted[name]) query.set(name, wanted[name]);
  if (wanted.by !== "since" || !wanted.down) query.set("by", wanted.by);
  if (!wanted.down) query.set("down", "0");
  if (wanted.page) query.set("page", wanted.page + 1);
  const text = query.toString();
  Rolewatch.list = "#/roles" + (text ? "?" + text : "");
  try {
    history.replaceState(null, "", Rolewatch.list);
  } catch {
    // A browser that counts how often an address changes: the list is right all the same.
  }
}

function employersView(place) {
  const rows = Rolewatch.data.roles.employers.map(([number, name, open, closed]) => ({ number, name, open, closed, hay: folded(name) }));
  const columns = [
    { name: "name", words: "company" }, { name: "open", words: "open_count", kind: "number" },
    { name: "closed", words: "closed_count", kind: "number" },
  ];
  const order = { by: "open", down: true };
  let search = "";
  let page = 0;
  const count = h("p", { class: "count", role: "status" });
  const head = h("thead", {});
  const body = h("tbody", {});
  const foot = h("div", {});
  place.append(h("h1", { tabindex: "-1" }, say("employers")),
    h("form", { class: "filters", role: "search", submit: (event) => event.preventDefault() }, field("search",
      h("input", { type: "search", autocomplete: "off", input: (event) => { search = event.target.value; page = 0; refresh(); } }))),
    count, h("table", { class: "employers" }, h("caption", { class: "unseen" }, say("employers")), head, body), foot);
  function refresh() {
    const needle = folded(search);
    const found = rows.filter((row) => row.hay.includes(needle));
    found.sort((a, b) => (order.down ? -1 : 1) * (order.by === "name" ? collator.compare(a.name, b.name) : a[order.by] - b[order.by]) || collator.compare(a.name, b.name));
    count.textContent = say("found_employers", { n: amount(found.length), all: amount(rows.length) });
    const focused = document.activeElement?.dataset.column;
    head.replaceChildren(h("tr", {}, columns.map((one) => sortHead(one, order, (name) => {
      order.down = order.by === name ? !order.down : name !== "name";
      order.by = name;
      refresh();
    }))));
    if (focused) head.querySelector(`[data-column="${CSS.escape(focused)}"]`)?.focus();
    body.replaceChildren(...found.slice(page * PER_PAGE, (page + 1) * PER_PAGE).map((row) => h("tr", {},
      h("th", { scope: "row" }, h("a", { href: "#/employer/" + row.number }, theirs(row.name || say("no_employer")))),
      h("td", { class: "number" }, amount(row.open)), h("td", { class: "number" }, amount(row.closed)))));
    foot.replaceChildren(pager(page, Math.max(1, Math.ceil(found.length / PER_PAGE)), (to, key) => {
      page = to;
      refresh();
      (foot.querySelector(`[data-step="${key}"]:enabled`) ?? foot.querySelector("button:enabled")).focus();
      place.scrollIntoView();
    }));
  }
  refresh();
}
