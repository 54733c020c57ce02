/** The HTML report's style: one sheet, light and dark, no external resources. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#f7f8f6;--card:#fff;--ink:#1c2421;--soft:#5d6b65;--line:#e1e6e2;--accent:#0d7a5f;
--bad:#c2412d;--fine:#2e8b57;--cleared:#c98a1b;--unknown:#b9c2bd;--up:#0d7a5f;--down:#a8442f;--chip:#edf1ee}
@media (prefers-color-scheme:dark){:root{--bg:#12171a;--card:#1a2124;--ink:#e4eae7;--soft:#93a19b;--line:#2b3538;--accent:#4fc3a1;
--bad:#e8735f;--fine:#5cc08a;--cleared:#e0ac4b;--unknown:#4a565a;--up:#4fc3a1;--down:#e8856f;--chip:#232c2f}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1280px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px;letter-spacing:-.01em}
h2{font-size:17px;margin:40px 0 12px}
p{margin:0 0 8px}
.soft{color:var(--soft)}
.num{font-variant-numeric:tabular-nums;text-align:right;white-space:nowrap}
.partial{background:var(--cleared);color:#1c1500;border-radius:8px;padding:10px 14px;margin:16px 0;font-weight:600}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(180px,1fr));gap:12px;margin:24px 0 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:14px 16px}
.card b{display:block;font-size:23px;font-variant-numeric:tabular-nums;letter-spacing:-.01em}
.card span{color:var(--soft);font-size:13px}
.panel{background:var(--card);border:1px solid var(--line);border-radius:10px;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:14px}
td:first-child{min-width:180px}
td small{color:var(--soft);font-size:12.5px;line-height:1.35;display:block}
th,td{padding:8px 10px;text-align:left;border-top:1px solid var(--line);vertical-align:middle}
thead th{border-top:0;color:var(--soft);font-size:12.5px;font-weight:600;white-space:nowrap}
th.num{text-align:right}
.chip{display:inline-block;background:var(--chip);border-radius:99px;padding:1px 9px;font-size:12px;color:var(--soft)}
.chip.added{background:var(--up);color:var(--card)}.chip.removed{background:var(--down);color:var(--card)}
.chip.changed{background:var(--cleared);color:#1c1500}
.up{color:var(--up)}.down{color:var(--down)}
.spark{display:block;width:110px;height:28px}.spark rect{fill:var(--accent)}
.bar{display:flex;height:8px;min-width:90px;border-radius:4px;overflow:hidden;background:var(--chip)}
.bar i{display:block;height:100%}
.bad{background:var(--bad)}.fine{background:var(--fine)}.cleared{background:var(--cleared)}.unknown{background:var(--unknown)}
.legend{display:flex;flex-wrap:wrap;gap:14px;font-size:13px;color:var(--soft);margin:8px 0 0}
.legend i{display:inline-block;width:10px;height:10px;border-radius:3px;margin-right:6px}
.interval{position:relative;width:96px;height:14px;background:var(--chip);border-radius:4px}
.interval i{position:absolute;top:4px;height:6px;border-radius:3px;background:var(--accent);opacity:.45}
.interval b{position:absolute;top:1px;width:3px;height:12px;border-radius:2px;background:var(--accent)}
details{background:var(--card);border:1px solid var(--line);border-radius:10px;margin:0 0 8px;padding:0 16px}
summary{cursor:pointer;padding:10px 0;font-weight:600}
.count{font-weight:400;color:var(--soft)}
details .body{padding:0 0 14px}
.sample{border-top:1px solid var(--line);padding:8px 0;font-size:14px;overflow-wrap:anywhere}
.sample dl{display:grid;grid-template-columns:max-content 1fr;gap:0 12px;margin:4px 0 0;color:var(--soft);font-size:13px}
.sample dd{margin:0}
ul.notes{padding-left:20px;margin:0;max-width:78ch}
ul.notes li{margin:0 0 6px}
code{font:13px ui-monospace,SFMono-Regular,Menlo,monospace}
@media print{body{background:#fff}details{break-inside:avoid}}
`.trim();
