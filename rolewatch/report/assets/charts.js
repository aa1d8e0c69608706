"use strict";
// Charts by Chart.js. Each has a name and, below it, its values as a table.
const drawn = [];

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

function clearCharts() {
  for (const chart of drawn.splice(0)) chart.destroy();
}

function figure(title, table, height) {
  const canvas = h("canvas", { role: "img", "aria-label": say("chart_of", { title }) });
  const box = h("div", { class: "chart" }, canvas);
  box.style.height = height + "px";
  return [h("figure", {}, box, h("details", {}, h("summary", {}, say("as_table")), table)), canvas];
}

function options(more) {
  const axis = { grid: { color: colour("line") }, ticks: { color: colour("soft"), font: { size: 12 } }, border: { display: false } };
  return {
    animation: false, responsive: true, maintainAspectRatio: false, locale: locale(), color: colour("ink"),
    plugins: { legend: { display: false, labels: { color: colour("ink"), boxWidth: 12 } }, tooltip: { displayColors: false } },
    ...more(axis),
  };
}

function draw(canvas, config) {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  drawn.push(new Chart(canvas, config));
}

// Bars with a number each; a click on one goes where its row of the table goes.
function barChart(canvas, labels, values, go) {
  draw(canvas, {
    type: "bar",
    data: { labels: labels.map((one) => (one.length > 24 ? one.slice(0, 23) + "…" : one)), datasets: [{ data: values, backgroundColor: colour("bar"), borderRadius: 3, maxBarThickness: 20 }] },
    options: {
      ...options((axis) => ({
        indexAxis: "y",
        scales: {
          x: { ...axis, ticks: { ...axis.ticks, precision: 0 } },
          y: { ...axis, grid: { display: false }, ticks: { ...axis.ticks, autoSkip: false, color: colour("ink") } },
        },
      })),
      onClick: (_, hit) => hit.length && go(hit[0].index),
    },
  });
}

function flowChart(canvas, days) {
  draw(canvas, {
    type: "bar",
    data: {
      labels: days.map(([day]) => day.slice(5)),
      datasets: [
        { label: say("opened"), data: days.map((one) => one[1]), backgroundColor: colour("bar"), borderRadius: 2, maxBarThickness: 24 },
        { label: say("closed_roles"), data: days.map((one) => one[2]), backgroundColor: colour("bar2"), borderRadius: 2, maxBarThickness: 24 },
      ],
    },
    options: (() => {
      const made = options((axis) => ({
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { ...axis, grid: { display: false }, ticks: { ...axis.ticks, maxRotation: 0, autoSkipPadding: 12 } },
          y: { ...axis, beginAtZero: true, ticks: { ...axis.ticks, precision: 0 } },
        },
      }));
      made.plugins.legend.display = true;
      return made;
    })(),
  });
}

// From the lower to the upper end, with the middle as a line across.
function bandChart(canvas, labels, bands, currency) {
  const middle = {
    id: "middle",
    afterDatasetsDraw(chart) {
      const { ctx, scales } = chart;
      ctx.save();
      ctx.strokeStyle = colour("ink");
      ctx.lineWidth = 2;
      chart.getDatasetMeta(0).data.forEach((bar, at) => {
        const x = scales.x.getPixelForValue(bands[at][2]);
        ctx.beginPath();
        ctx.moveTo(x, bar.y - bar.height / 2);
        ctx.lineTo(x, bar.y + bar.height / 2);
        ctx.stroke();
      });
      ctx.restore();
    },
  };
  draw(canvas, {
    type: "bar",
    data: { labels, datasets: [{ data: bands.map((one) => [one[1], one[3]]), backgroundColor: colour("band"), borderRadius: 3, maxBarThickness: 20 }] },
    plugins: [middle],
    options: (() => {
      const made = options((axis) => ({
        indexAxis: "y",
        scales: {
          x: { ...axis, beginAtZero: true, ticks: { ...axis.ticks, maxTicksLimit: 7, callback: thousands } },
          y: { ...axis, grid: { display: false }, ticks: { ...axis.ticks, autoSkip: false, color: colour("ink") } },
        },
      }));
      made.plugins.tooltip.callbacks = {
        label: ({ dataIndex: at }) => `${perYear(bands[at][1], bands[at][3], currency)} (${bands[at][0]})`,
      };
      return made;
    })(),
  });
}
