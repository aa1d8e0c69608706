"use strict";
// Runs before anything is painted: the colours that were chosen last, and where data scripts leave what they hold.
const Rolewatch = {
  data: {},
  waiting: {},
  put(name, value) {
    this.data[name] = value;
  },
  // What was chosen last; a browser that keeps nothing for files from disk is no error.
  recall(name) {
    try {
      return localStorage.getItem("rolewatch-" + name);
    } catch {
      return null;
    }
  },
  keep(name, value) {
    try {
      localStorage.setItem("rolewatch-" + name, value);
    } catch {
      // Then the next page starts from the defaults.
    }
  },
};
{
  const theme = Rolewatch.recall("theme");
  if (theme === "dark" || theme === "light") document.documentElement.dataset.theme = theme;
}
