"use strict";
// Parts that several views are made of: tables, sortable headers, pages of a list.

// A table in a box of its own that scrolls sideways where it must, by keyboard too.
function tableOf(caption, heads, rows, { hidden = true } = {}) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h("table", {},
      h("caption", { class: hidden ? "unseen" : null }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col", class: head.kind }, head.words)))),
      h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, at) =>
        at === 0 ? h("th", { scope: "row", class: heads[0].kind }, cell) : h("td", { class: heads[at].kind }, cell)))))));
}

// The head of a column that sorts: a button that says where it stands.
function sortHead(column, order, change) {
  const here = order.by === column.name;
  const direction = here ? (order.down ? "descending" : "ascending") : null;
  return h("th", { scope: "col", class: column.kind, "aria-sort": direction },
    h("button", { type: "button", class: "sort", "data-column": column.name, click: () => change(column.name) },
      say(column.words), h("span", { class: "arrow", "aria-hidden": "true" }, here ? (order.down ? "▼" : "▲") : "")));
}

function pager(page, pages, go) {
  if (pages < 2) return h("div", {});
  const step = (to, key) =>
    h("button", { type: "button", "data-step": key, disabled: to < 0 || to >= pages, click: () => go(to, key) }, say(key));
  return h("nav", { class: "pager", "aria-label": say("pages") },
    step(page - 1, "previous"), h("span", {}, say("page", { page: page + 1, pages })), step(page + 1, "next"));
}

function field(key, control) {
  control.id = "filter-" + key;
  return h("div", { class: "field" }, h("label", { for: control.id }, say(key)), control);
}

function choice(options, chosen, change) {
  return h("select", { change: (event) => change(event.target.value) },
    options.map(([value, words]) => h("option", { value, selected: String(value) === String(chosen) }, words)));
}

// A line of a unified diff, told apart by a sign and by words for those who hear it, not by colour alone.
function diffOf(text, name) {
  return h("div", { class: "diff", tabindex: "0", role: "group", "aria-label": name },
    text.split("\n").filter((line) => !/^(---|\+\+\+|@@)/.test(line)).map((line) => {
      const [tag, key] = line[0] === "-" ? ["del", "removed_line"] : line[0] === "+" ? ["ins", "added_line"] : ["span", null];
      return h("div", {}, h(tag, { dir: "auto" },
        h("span", { class: "sign", "aria-hidden": "true" }, key ? line[0] : " "),
        key ? h("span", { class: "unseen" }, say(key)) : null, line.slice(1)));
    }));
}
