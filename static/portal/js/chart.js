// Draws <div data-chart="echarts option as JSON"> with the SVG renderer, then folds the table twin beside it away.
// Without script, or when drawing fails, the table stays open and says the same.
const language = document.documentElement.lang;

// On a phone there is no room for figures on the picture; the table has them, and a pie needs smaller slices.
const fit = (option, width) => {
  if (width >= 480) return option;
  for (const series of option.series) {
    if (series.type === "pie") Object.assign(series, { radius: ["16%", "32%"], labelLine: { length: 5, length2: 3 } });
    else if (series.type !== "bar" || option.series.length > 1) series.label.show = false;
  }
  return option;
};

const draw = (place) => {
  if (place.dataset.drawn) return;
  place.dataset.drawn = "yes";
  place.hidden = false;
  const option = fit(JSON.parse(place.dataset.chart), place.clientWidth);
  const small = place.clientWidth < 480 && option.series[0].type === "pie";
  place.style.height = `${small ? 220 : place.dataset.height}px`;
  const say = (figure) => (figure == null ? "–" : figure.toLocaleString(language) + place.dataset.unit);
  option.tooltip.valueFormatter = (figure) => say(Array.isArray(figure) ? figure[2] : figure);
  const chart = echarts.init(place, null, { renderer: "svg" });
  chart.setOption(option);
  new ResizeObserver(() => chart.resize()).observe(place);
  place.closest("figure").querySelector("details")?.removeAttribute("open"); // none where the table stands beside it
};

const drawAll = (root) => document.fonts.ready.then(() => root.querySelectorAll("[data-chart]").forEach(draw));

drawAll(document);
document.addEventListener("htmx:load", (event) => drawAll(event.detail.elt.parentElement ?? document));
addEventListener("beforeprint", () => document.querySelectorAll(".pp-drawn").forEach((place) => echarts.getInstanceByDom(place)?.resize()));
