"use strict";
// Which view is shown, and the switches for language and colours.
const main = document.getElementById("main");
let first = true;

// The view's title in the window, and the focus on its heading: whoever does not see the page hears where they are.
function arrived() {
  const heading = main.querySelector("h1");
  document.title = `${heading?.textContent ?? ""} – ${say("title")}`;
  if (!first) heading?.focus({ preventScroll: true });
}

function show() {
  const [path, query] = location.hash.replace(/^#/, "").split("?");
  const [, view = "", number, id] = path.split("/");
  clearCharts();
  const place = h("div", { class: "view" });
  main.replaceChildren(place);
  if (view === "") overviewView(place);
  else if (view === "roles") rolesView(place, new URLSearchParams(query));
  else if (view === "employers") employersView(place);
  else if (view === "employer" && /^\d+$/.test(number)) employerView(place, number);
  else if (view === "role" && /^\d+$/.test(number)) roleView(place, number, id);
  else place.append(h("h1", { tabindex: "-1" }, say("nothing")));
  const current = { "": "overview", roles: "roles", role: "roles", employers: "employers", employer: "employers" }[view];
  for (const link of document.querySelectorAll("[data-view]")) {
    if (link.dataset.view === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  arrived();
}

function speak(language) {
  Rolewatch.language = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  const button = document.getElementById("language");
  button.textContent = say("other_language");
  button.lang = language === "zh" ? "en" : "zh-CN";
  const { ok, all } = Rolewatch.data.overview.sources;
  document.getElementById("proof").textContent =
    `${say("as_of", { when: document.body.dataset.moment, zone: document.body.dataset.zone })} · ${say("proof", { ok, all })}`;
}

const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (prefersDark.matches ? "dark" : "light")) === "dark";
const themeButton = document.getElementById("theme");
const pressTheme = () => themeButton.setAttribute("aria-pressed", String(isDark()));
const redraw = () => {
  pressTheme();
  if (/^#?\/?$/.test(location.hash)) show(); // only the overview has charts, whose colours are drawn
};

themeButton.addEventListener("click", () => {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  Rolewatch.keep("theme", document.documentElement.dataset.theme);
  redraw();
  themeButton.focus();
});
prefersDark.addEventListener("change", redraw);
document.getElementById("language").addEventListener("click", (event) => {
  speak(Rolewatch.language === "zh" ? "en" : "zh");
  Rolewatch.keep("language", Rolewatch.language);
  show();
  event.target.focus();
});
// A skip link that leaves the view's own address alone.
document.getElementById("skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
window.addEventListener("hashchange", () => {
  show();
  window.scrollTo(0, 0);
});

const kept = Rolewatch.recall("language");
if ((kept === "zh" || kept === "en") && kept !== Rolewatch.language) speak(kept);
pressTheme();
show();
first = false;
