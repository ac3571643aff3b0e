// The trend as a chart; the table beside it holds the same figures.
const place = document.querySelector("[data-trend]");
const series = document.getElementById("series");
if (place && series && window.echarts) {
  const data = JSON.parse(series.textContent);
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const full = data.map((point, i) => (i < data.length - 1 ? point.count : null));
  const part = data.map((point, i) => (i >= data.length - 2 ? point.count : null));
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption({
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: colour("--font-sans") },
    grid: { left: 40, right: 16, top: 16, bottom: 28 },
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: data.map((point) => point.month), axisLabel: { color: colour("--ink-600") } },
    yAxis: { type: "value", min: 0, minInterval: 1, axisLabel: { color: colour("--ink-600") } },
    series: [
      { type: "line", data: full, symbolSize: 6, itemStyle: { color: colour("--chart-1") } },
      { type: "line", data: part, symbol: "emptyCircle", symbolSize: 7, lineStyle: { type: "dotted" }, itemStyle: { color: colour("--chart-1") } },
    ],
  });
  window.addEventListener("resize", () => chart.resize());
}
