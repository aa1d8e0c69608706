"use strict";
// The first view: figures, charts with their tables, and short lists.
function overviewView(place) {
  const told = Rolewatch.data.overview;
  const counts = told.counts;
  const figures = [["open_roles", counts.open], ["open_employers", counts.employers], ["new_week", counts.new],
    ["closed_week", counts.closed], ["with_pay", counts.paid]];
  place.append(
    h("h1", { tabindex: "-1" }, say("overview")),
    h("dl", { class: "figures" }, figures.map(([key, number]) =>
      h("div", {}, h("dt", {}, say(key)), h("dd", {}, amount(number))))));
  const grid = h("div", { class: "grid" });
  place.append(grid);
  const section = (key, wide, ...content) => {
    const made = h("section", { class: wide ? "card wide" : "card", "aria-labelledby": "head-" + key },
      h("h2", { id: "head-" + key }, say(key)), ...content);
    grid.append(made);
    return made;
  };
  const counted = (key, head, rows) => {
    const title = say(key);
    const table = tableOf(title, [{ words: say(head) }, { words: say("number"), kind: "number" }],
      rows.map((row) => [h("a", { href: row.href }, row.words), amount(row.count)]));
    const [made, canvas] = figure(title, table, 44 + 26 * rows.length);
    section(key, false, rows.length ? made : h("p", { class: "soft" }, say("none")));
    if (rows.length) barChart(canvas, rows.map((row) => row.words), rows.map((row) => row.count), (at) => { location.hash = rows[at].href; });
  };

  counted("by_family", "family", told.families.map(([family, count]) =>
    ({ words: nameOf(family), count, href: "#/roles?family=" + encodeURIComponent(family) })));
  counted("by_city", "city", told.cities.map(([zh, en, count]) =>
    ({ words: inLanguage([zh, en]), count, href: "#/roles?city=" + encodeURIComponent(zh) })));

  const [flow, flowCanvas] = figure(say("per_day"), tableOf(say("per_day"),
    [{ words: say("day") }, { words: say("opened"), kind: "number" }, { words: say("closed_roles"), kind: "number" }],
    told.days.map(([day, opened, closed]) => [day, amount(opened), amount(closed)])), 240);
  section("per_day", true, flow);
  flowChart(flowCanvas, told.days);

  paySection(section("pay_bands", true), told.pay);

  section("pay_moves", true, told.moves.length ? tableOf(say("pay_moves"),
    [{ words: say("role") }, { words: say("move") }, { words: say("day"), kind: "fixed wide-only" }],
    told.moves.map((move) => [
      [roleLink(move.employer, move.id, move.title), h("span", { class: "under" }, theirs(move.company || say("no_employer")))],
      [moveWords(move.direction, move.percent),
        h("span", { class: "under" }, theirs([move.before, move.after].map((one) => one || "–").join(" → ")))],
      move.day]))
    : h("p", { class: "soft" }, say("none")));

  const aged = (key, rows, head, value) => section(key, false, rows.length ? tableOf(say(key),
    [{ words: say("role") }, { words: say(head), kind: "number" }],
    rows.map((row) => [
      [roleLink(row.employer, row.id, row.title), h("span", { class: "under" }, theirs(row.company || say("no_employer")))],
      amount(value(row))])) : h("p", { class: "soft" }, say("none")));
  aged("longest", told.longest, "days_open", (row) => daysBetween(row.since, told.moment));
  aged("most_reposted", told.reposted, "times", (row) => row.reposts);

  if (told.sources.troubles.length) {
    section("troubles", true, tableOf(say("troubles"),
      [{ words: say("source") }, { words: say("status") }, { words: say("message") }, { words: say("last_complete"), kind: "fixed" }],
      told.sources.troubles.map((one) => [one.id, say(one.health), theirs(one.message), one.since ?? say("never")])));
  }
}

function moveWords(direction, percent) {
  const words = say(direction === "changed" ? "pay_changed" : direction);
  const sign = direction === "raised" ? "▲ " : direction === "cut" ? "▼ " : "";
  return h("span", { class: "move " + direction },
    h("span", { "aria-hidden": "true" }, sign), percent == null ? words : `${words} ${percent > 0 ? "+" : ""}${percent.toFixed(1)}%`);
}

// Pay by family and level, one currency at a time: amounts of two currencies are never put side by side.
function paySection(card, pay) {
  const currencies = Object.keys(pay);
  if (!currencies.length) {
    card.append(h("p", { class: "soft" }, say("none")));
    return;
  }
  let currency = currencies[0];
  let level = "";
  const levelWords = (one) => (one === "" ? say("all_levels") : one === "-" ? say("not_stated") : nameOf(one));
  const order = ["", "intern", "junior", "mid", "senior", "staff", "principal", "lead", "director", "-"];
  const controls = h("div", { class: "filters" });
  const body = h("div", {});
  card.append(h("p", { class: "soft" }, say("pay_note")), controls, body);
  const show = () => {
    const bands = pay[currency];
    const levels = order.filter((one) => Object.values(bands).some((family) => family[one]));
    if (!levels.includes(level)) level = "";
    const focused = document.activeElement?.id;
    controls.replaceChildren(
      field("currency", choice(currencies.map((one) => [one, one]), currency, (value) => { currency = value; show(); })),
      field("level", choice(levels.map((one) => [one, levelWords(one)]), level, (value) => { level = value; show(); })));
    if (focused?.startsWith("filter-")) document.getElementById(focused)?.focus();
    const shown = Object.entries(bands).filter(([, family]) => family[level]).sort((a, b) => b[1][level][2] - a[1][level][2]);
    const title = `${say("pay_bands")} (${currency})`;
    const table = tableOf(title,
      [{ words: say("family") }, ...levels.map((one) => ({ words: levelWords(one), kind: "number" }))],
      Object.entries(bands).map(([family, by]) => [nameOf(family), ...levels.map((one) => (by[one]
        ? say("median_of", { median: thousands(by[one][1]) + "–" + thousands(by[one][3]), n: by[one][0] }) : "–"))]));
    const [made, canvas] = figure(title, table, 50 + 30 * shown.length);
    body.replaceChildren(made);
    bandChart(canvas, shown.map(([family]) => nameOf(family)), shown.map(([, family]) => family[level]), currency);
  };
  show();
}
