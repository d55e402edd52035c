// The style of all pages: one column, system fonts, colours that also tell the lines apart for
// colour-blind readers (after Okabe and Ito), light and dark by the reader's setting, black on
// white in print.
#include "evaluation/page.h"

namespace dragoman::evaluation {

const std::string_view kStyleSheet = R"css(
:root {
  --paper: #fbfaf8; --card: #ffffff; --ink: #1d1f23; --soft: #6a6f78; --rule: #e6e3dd; --wash: #f3f1ec;
  --good: #147a4b; --bad: #b3341f; --ins: #fde2dc; --del: #ddefe3;
  --c0: #2563b8; --c1: #d1651a; --c2: #0f8a66; --c3: #b0418f; --c4: #8a6d00; --c5: #3a93c9;
  --c6: #7a52c7; --c7: #5c6470;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --card: #1b1e24; --ink: #e8e6e1; --soft: #9aa0ab; --rule: #2d323b; --wash: #22262d;
    --good: #5cc98f; --bad: #ff8a73; --ins: #4a2720; --del: #1f3a2b;
    --c0: #6ea8ff; --c1: #ff9f5a; --c2: #4cc9a0; --c3: #e48cc9; --c4: #d9bd4a; --c5: #7cc7f0;
    --c6: #b39aff; --c7: #a7b0bd;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 44px 28px 60px; max-width: 1200px; background: var(--paper);
  color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
  sans-serif; font-variant-numeric: tabular-nums;
}
h1 { margin: 0 0 6px; font-size: 30px; line-height: 1.2; letter-spacing: -.02em; }
h2 { margin: 52px 0 16px; font-size: 20px; letter-spacing: -.01em; }
h2.run { margin: 30px 0 6px; font-size: 17px; }
h3 { margin: 0 0 8px; font-size: 12px; font-weight: 600; color: var(--soft); }
small, .note, footer { color: var(--soft); font-size: 13px; }
.purpose { margin: 0 0 14px; max-width: 72ch; color: var(--soft); }
.facts { display: flex; flex-wrap: wrap; gap: 6px 30px; margin: 14px 0 22px; }
.facts dt { font-size: 12px; color: var(--soft); }
.facts dd { margin: 0; font-weight: 600; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: 12px; }
.tile { position: relative; padding: 13px 15px 11px; border: 1px solid var(--rule);
  border-radius: 10px; background: var(--card); }
.tile span { display: block; font-size: 13px; color: var(--soft); }
.tile b { display: block; font-size: 25px; line-height: 1.25; letter-spacing: -.02em; }
.tile small { display: block; min-height: 19px; }
.spark { display: block; width: 100%; height: 28px; margin-top: 4px; }
.alarms { margin: 18px 0 0; padding: 11px 16px 11px 34px; border-left: 4px solid var(--bad);
  border-radius: 4px; background: var(--wash); }
.alarms li { margin: 2px 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(430px, 1fr)); gap: 16px; }
.chart { margin: 0; padding: 15px 16px 9px; border: 1px solid var(--rule); border-radius: 10px;
  background: var(--card); min-width: 0; break-inside: avoid; }
.chart.wide { grid-column: 1 / -1; }
.chart svg:not(.key) { display: block; width: 100%; height: auto; margin-top: 8px; }
figcaption { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 16px; }
figcaption b { font-size: 15px; }
figcaption small { flex-basis: 100%; line-height: 1.35; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 13px; color: var(--soft); }
.legend i { font-style: normal; color: var(--ink); }
.key { width: 22px; height: 8px; margin-right: 5px; }
.axes line { stroke: var(--rule); stroke-width: 1; }
.axes .base { stroke: var(--soft); stroke-opacity: .6; }
.axes text { fill: var(--soft); font-size: 11px; }
.line { fill: none; stroke-width: 1.9; stroke-linejoin: round; stroke-linecap: round; }
.band { stroke: none; opacity: .17; }
.d1 { stroke-dasharray: 6 4; } .d2 { stroke-dasharray: 1.5 4; } .d3 { stroke-dasharray: 8 3 2 3; }
.mark line { stroke: var(--bad); stroke-width: 1.3; stroke-dasharray: 3 3; }
.mark path { fill: var(--bad); }
.line.c0 { stroke: var(--c0); } .line.c1 { stroke: var(--c1); } .line.c2 { stroke: var(--c2); }
.line.c3 { stroke: var(--c3); } .line.c4 { stroke: var(--c4); } .line.c5 { stroke: var(--c5); }
.line.c6 { stroke: var(--c6); } .line.c7 { stroke: var(--c7); }
circle.c0, .band.c0 { fill: var(--c0); } circle.c1, .band.c1 { fill: var(--c1); }
circle.c2, .band.c2 { fill: var(--c2); } circle.c3, .band.c3 { fill: var(--c3); }
circle.c4, .band.c4 { fill: var(--c4); } circle.c5, .band.c5 { fill: var(--c5); }
circle.c6, .band.c6 { fill: var(--c6); } circle.c7, .band.c7 { fill: var(--c7); }
.dot { display: inline-block; width: 10px; height: 10px; margin-right: 8px; border-radius: 50%; }
.dot.c0, .bar b.c0 { background: var(--c0); } .dot.c1, .bar b.c1 { background: var(--c1); }
.dot.c2, .bar b.c2 { background: var(--c2); } .dot.c3, .bar b.c3 { background: var(--c3); }
.dot.c4, .bar b.c4 { background: var(--c4); } .dot.c5, .bar b.c5 { background: var(--c5); }
.dot.c6, .bar b.c6 { background: var(--c6); } .dot.c7, .bar b.c7 { background: var(--c7); }
.scroll { overflow-x: auto; } .scroll th, .scroll td { white-space: nowrap; }
table { width: 100%; border-collapse: collapse; margin: 0 0 14px; break-inside: avoid; }
th, td { padding: 9px 12px; border-bottom: 1px solid var(--rule); text-align: right;
  vertical-align: top; }
th:first-child { padding-left: 0; text-align: left; }
thead th { font-size: 13px; font-weight: 600; color: var(--soft); }
thead i { font-style: normal; }
tbody th { font-weight: 500; }
td small { display: block; }
td small.good { color: var(--good); } td small.bad, .bad { color: var(--bad); }
td.best { font-weight: 700; }
.scroll td.text { white-space: normal; text-align: start; }
tr.line > * { border-top: 2px solid var(--ink); }
.rows text { fill: var(--ink); font-size: 12px; } .rows .line { stroke-width: 3; }
td.best small { font-weight: 400; }
.charts + .signatures { margin-top: 16px; }
.spread { color: var(--soft); font-weight: 400; }
td.wins { background: var(--del); } td.loses { background: var(--ins); }
details .scroll { padding: 4px 16px 2px; }
details table { margin-bottom: 8px; }
section > h3 { font-size: 15px; color: var(--ink); }
section > h3 ~ h3 { margin-top: 26px; }
tr.start th, tr.start td { color: var(--soft); font-weight: 400; }
.groups td.bar { min-width: 130px; }
.groups tr.name th { padding-top: 16px; border-bottom: none; font-weight: 600; }
.groups tr.name ~ tr th, .groups tr.name ~ tr td { padding-top: 5px; padding-bottom: 5px;
  border-bottom: none; }
.groups tr.name ~ tr:last-child > * { padding-bottom: 12px; border-bottom: 1px solid var(--rule); }
.bar i { display: block; height: 5px; margin-top: 5px; border-radius: 3px; background: var(--wash);
  overflow: hidden; }
.bar i b { display: block; height: 100%; border-radius: 3px; }
.signatures { margin: 8px 0; padding: 0; list-style: none; font-size: 12px; color: var(--soft); }
code { overflow-wrap: anywhere; }
.samples { display: grid; gap: 12px; }
article { padding: 14px 18px; border: 1px solid var(--rule); border-radius: 10px;
  background: var(--card); break-inside: avoid; }
article dl { display: grid; grid-template-columns: minmax(90px, max-content) 1fr; gap: 5px 18px;
  margin: 0; }
article dt { font-size: 13px; line-height: 1.75; color: var(--soft); }
article dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
ins { padding: 0 3px; border-radius: 3px; background: var(--ins); text-decoration: underline;
  text-decoration-color: var(--bad); text-underline-offset: 3px; }
del { padding: 0 3px; border-radius: 3px; background: var(--del); color: var(--soft);
  text-decoration-color: var(--good); }
.scores { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; color: var(--soft); }
details { margin: 0 0 8px; border: 1px solid var(--rule); border-radius: 8px;
  background: var(--card); }
summary { padding: 9px 14px; cursor: pointer; font-weight: 500; }
details .charts { padding: 4px 14px 14px; }
.charts + details { margin-top: 16px; }
pre { margin: 0; padding: 12px 16px; border-top: 1px solid var(--rule); overflow-x: auto;
  font: 12.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
footer { margin-top: 48px; padding-top: 14px; border-top: 1px solid var(--rule); }
@media (max-width: 560px) {
  body { padding: 24px 14px; }
  .charts { grid-template-columns: 1fr; }
  article dl { grid-template-columns: 1fr; gap: 0; }
}
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #555; --rule: #ccc; --wash: #eee;
    --ins: #fff; --del: #fff; }
  body { max-width: none; padding: 0; font-size: 11px; }
  .charts { grid-template-columns: 1fr 1fr; }
  details:not([open]) { display: none; }
  h2 { break-after: avoid; }
}
)css";

}  // namespace dragoman::evaluation
