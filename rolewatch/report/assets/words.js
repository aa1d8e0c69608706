"use strict";
// Phrases, numbers, folding for the search, and elements made of plain text: nothing of others ever becomes markup.
Rolewatch.language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

const say = (key, values = {}) =>
  Rolewatch.data.words[Rolewatch.language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

// The name of a family, a level and the like; one that we do not know is shown as it is.
const nameOf = (word) => Rolewatch.data.words[Rolewatch.language]["name." + word] ?? word;

const inLanguage = (pair) => pair[Rolewatch.language === "zh" ? 0 : 1];
const locale = () => (Rolewatch.language === "zh" ? "zh-CN" : "en");
const amount = (number) => Math.round(number).toLocaleString("en-US");

// 450000 → "450K": for axes and tables of medians.
const thousands = (number) => (number >= 10000 ? Math.round(number / 1000).toLocaleString("en-US") + "K" : amount(number));

const perYear = (low, high, currency) => {
  if (low == null && high == null) return "";
  const ends = low == null ? say("up_to", { n: thousands(high) })
    : high == null ? say("from", { n: thousands(low) })
    : low === high ? thousands(low) : thousands(low) + "–" + thousands(high);
  return ends + " " + currency;
};

const daysBetween = (from, to) => Math.round((Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / 86400000);

// h("td", {class: "pay"}, "30-50K"): an element. Children are nodes or texts; null and "" are left out.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value == null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== ""));
  return element;
}

// Words of others, kept from turning the line around them.
const theirs = (text) => h("bdi", {}, text);

// A link to the web, opened apart; the builder let only http and https through.
const outward = (url, words) =>
  /^https?:\/\//.test(url) ? h("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, words) : words;

const roleLink = (employer, id, title) =>
  employer == null ? theirs(title) : h("a", { href: `#/role/${employer}/${id}` }, theirs(title));

let simpler = null;
// Width, case, traditional and simplified characters do not matter when one searches.
function folded(text) {
  if (!simpler) {
    const pairs = [...Rolewatch.data.roles.simpler];
    simpler = new Map();
    for (let at = 0; at < pairs.length; at += 2) simpler.set(pairs[at], pairs[at + 1]);
  }
  let made = "";
  for (const char of text.normalize("NFKC").toLowerCase()) made += simpler.get(char) ?? char;
  return made.replace(/\s+/g, " ").trim();
}
