"use strict";
// One employer and one role. What they show is in a file per employer, loaded when it is asked for.
const addresses = window.trustedTypes
  ? window.trustedTypes.createPolicy("rolewatch", {
    createScriptURL: (address) => {
      if (!/^data\/employer-\d+\.js$/.test(address)) throw new TypeError(address);
      return address;
    },
  })
  : { createScriptURL: (address) => address };

// Calls back with the employer's data, at once where they are there already, and with null where their file is not.
function withEmployer(number, then) {
  const name = "employer-" + number;
  if (Rolewatch.data[name]) return then(Rolewatch.data[name]);
  if (Rolewatch.waiting[name]) return Rolewatch.waiting[name].push(then);
  Rolewatch.waiting[name] = [then];
  const done = () => {
    for (const one of Rolewatch.waiting[name]) one(Rolewatch.data[name] ?? null);
    delete Rolewatch.waiting[name];
  };
  const script = document.createElement("script");
  script.src = addresses.createScriptURL(`data/${name}.js`);
  script.addEventListener("load", done);
  script.addEventListener("error", done);
  return document.head.append(script);
}

function detailView(place, number, show) {
  const here = location.hash;
  const wait = h("p", { role: "status" }, say("loading"));
  place.append(wait);
  withEmployer(number, (employer) => {
    if (location.hash !== here || !wait.isConnected) return;
    wait.remove();
    if (employer) show(employer);
    else place.append(h("h1", { tabindex: "-1" }, say("nothing")), h("p", { role: "alert" }, say("missing", { file: `data/employer-${number}.js` })));
    arrived();
  });
}

function employerView(place, number) {
  detailView(place, number, (employer) => {
    const name = employer.name || say("no_employer");
    place.append(h("p", {}, h("a", { href: "#/employers" }, "← " + say("employers"))), h("h1", { tabindex: "-1" }, theirs(name)));
    for (const status of ["open", "closed"]) {
      const roles = employer.roles.filter((role) => role.status === status).reverse();
      const title = say(status === "open" ? "roles" : "closed_count");
      if (roles.length) {
        place.append(h("h2", {}, `${title} (${amount(roles.length)})`), tableOf(title,
          [{ words: say("role") }, { words: say("pay") }, { words: say(status === "open" ? "first_seen" : "closed_at"), kind: "fixed" }],
          roles.map((role) => [
            [roleLink(number, role.role_id, role.title), h("span", { class: "under" }, theirs((role.locations ?? []).map(inLanguage).join(say("list"))))],
            theirs(role.salary_text ?? ""), role[status === "open" ? "first_seen" : "closed_at"] ?? ""])));
      }
    }
  });
}

function roleView(place, number, id) {
  detailView(place, number, (employer) => {
    const role = employer.roles.find((one) => String(one.role_id) === id);
    if (!role) {
      place.append(h("h1", { tabindex: "-1" }, say("nothing")));
      return;
    }
    place.append(
      h("p", {}, h("a", { href: Rolewatch.list ?? "#/roles" }, "← " + say("back"))),
      h("h1", { tabindex: "-1" }, theirs(role.title)),
      h("p", { class: "lead" }, h("a", { href: "#/employer/" + number }, theirs(employer.name || say("no_employer"))),
        ` · ${say(role.status)} · #${role.role_id}`),
      h("div", { class: "columns" },
        h("div", {}, factList(role), adList(role)),
        h("section", { "aria-labelledby": "head-timeline" }, h("h2", { id: "head-timeline" }, say("timeline")), timeline(role))));
    if (role.description) {
      place.append(h("h2", {}, say("text")), h("div", { class: "text", dir: "auto" }, role.description));
    }
  });
}

function factList(role) {
  const joined = (list) => list && theirs(list.join(say("list")));
  const years = role.experience_min == null ? (role.experience_max == null ? null : say("up_to", { n: role.experience_max }))
    : role.experience_max == null ? say("from", { n: role.experience_min }) : `${role.experience_min}–${role.experience_max}`;
  const plus = role.skills_plus ?? [];
  const facts = [
    ["locations", joined(role.locations?.map(inLanguage))], ["workplace", role.workplace && nameOf(role.workplace)],
    ["families", joined((role.families ?? []).map(nameOf))], ["seniority", role.seniority && nameOf(role.seniority)],
    ["salary_text", role.salary_text && theirs(role.salary_text)],
    ["annual", perYear(role.annual_min, role.annual_max, role.salary_currency)],
    ["experience", years && say("years", { n: years })], ["education", role.education && nameOf(role.education)],
    ["skills", joined((role.skills ?? []).filter((one) => !plus.includes(one)))], ["skills_plus", joined(plus)],
    ["employment_type", role.employment_type && nameOf(role.employment_type)], ["department", role.department && theirs(role.department)],
    ["headcount", role.headcount && amount(role.headcount)], ["posted_at", role.posted_at], ["expires_at", role.expires_at],
    ["first_seen", role.first_seen], ["last_seen", role.last_seen], ["closed_at", role.closed_at],
    ["repost_count", role.repost_count ? String(role.repost_count) : null], ["apply_to", role.apply_to && theirs(String(role.apply_to))],
    ["original", role.url && outward(role.url, theirs(role.url))],
  ];
  const shown = facts.filter(([, value]) => value && (typeof value === "string" || value.textContent));
  return h("section", { "aria-labelledby": "head-facts" }, h("h2", { id: "head-facts" }, say("facts")),
    h("dl", { class: "facts" }, shown.map(([key, value]) => h("div", {}, h("dt", {}, say(key)), h("dd", {}, value)))));
}

function adList(role) {
  return h("section", { "aria-labelledby": "head-ads" }, h("h2", { id: "head-ads" }, say("posted_at_places")),
    h("ul", { class: "ads" }, role.ads.map((ad) => h("li", {},
      h("b", {}, ad.source), ` · ${say(ad.status)} · ${ad.first} – ${ad.last}`,
      ad.url ? h("span", { class: "under" }, outward(ad.url, theirs(ad.url))) : null))));
}

function timeline(role) {
  if (!role.events.length) return h("p", { class: "soft" }, say("none"));
  return h("ol", { class: "timeline", reversed: true }, [...role.events].reverse().map((event) => h("li", { class: event.kind },
    h("p", {}, h("time", {}, event.at), " ", h("b", {}, say(event.detail.baseline ? "event_baseline" : "event_" + event.kind)),
      h("span", { class: "soft" }, " · " + event.source)),
    ...eventWords(event))));
}

function eventWords({ kind, detail }) {
  const pay = (one) => one?.text || "–";
  const line = (...words) => h("p", {}, ...words);
  if (kind === "closed") return [line(say(detail.reason))];
  if (kind === "salary_changed") {
    return [line(moveWords(detail.direction, detail.percent), say("stop"), theirs(`${pay(detail.before)} → ${pay(detail.after)}`))];
  }
  if (kind !== "changed") return [];
  return Object.entries(detail.fields ?? {}).flatMap(([name, change]) => {
    const words = Rolewatch.data.words[Rolewatch.language]["field_" + name] ?? name;
    if (typeof change.diff === "string") return [line(words), diffOf(change.diff, words)];
    const shown = (value) => (Array.isArray(value) ? value.join(say("list")) : String(value ?? "–"));
    return [line(words, say("stop")), diffOf(`-${shown(change.before).replace(/\n/g, " ")}\n+${shown(change.after).replace(/\n/g, " ")}`, words)];
  });
}
