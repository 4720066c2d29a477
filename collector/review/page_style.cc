#include "collector/review/page_style.h"

namespace replywatch {

std::string_view ReviewPageStyle() {
  return R"css(
:root{color-scheme:light dark;--bg:#F6F7F9;--panel:#FFF;--line:#E3E6EB;--ink:#1B2330;--ink2:#4F5968;--ink3:#5E6876;--accent:#1F6FEB;--soft:#9DBDF4;--link:#185BC7;--tint:#E8F0FE;
--red:#B42318;--green:#17663A;--grey:#C3C9D3;--private:#A8324A;--h0:#F1F4F9;--h1:#D6E4FB;--h2:#AECBF7;--h3:#7FACF1;--h4:#4A88EC;--h5:#1A5FD0;--dot:#B42318;--ring:#FFF}
@media (prefers-color-scheme:dark){:root{--bg:#12161D;--panel:#1A2029;--line:#2C3441;--ink:#E8ECF2;--ink2:#A9B3C1;--ink3:#95A0AF;--accent:#5B97F5;--soft:#3A5F99;--link:#6EA8FE;--tint:#1D2C47;
--red:#FF9B91;--green:#7FD8A1;--grey:#556072;--private:#F291A5;--h0:#202733;--h1:#21344F;--h2:#274870;--h3:#2F6199;--h4:#4580C8;--h5:#74AAF7;--dot:#FFB4AB;--ring:#12161D}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.45 Inter,"Segoe UI",Roboto,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1060px;margin:0 auto;padding:32px 20px}
h1{font-size:22px;line-height:28px;margin:0 0 4px}h2{font-size:15px;line-height:20px;margin:0 0 2px}
p{margin:0}.sub{color:var(--ink2);margin-bottom:20px}
.definition,.more,.label,.made{color:var(--ink3);font-size:12px;line-height:17px}.definition{margin-bottom:12px}.more{margin-top:8px}.kind{color:var(--ink2);padding:8px 0}
.skip{position:absolute;left:-999px}.skip:focus{position:static}
a{color:var(--link)}a:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.tiles{display:grid;grid-template-columns:repeat(7,1fr);list-style:none;margin:0 0 16px;padding:0;background:var(--panel);border:1px solid var(--line);border-radius:8px}
.tiles li+li{border-left:1px solid var(--line)}.tiles a{display:block;padding:14px 12px;color:inherit;text-decoration:none;height:100%}
.tiles strong{display:block;font-size:20px;line-height:28px;font-weight:600;white-space:nowrap}.tiles span{font-size:12px;line-height:17px}.tiles .label{display:block}.tiles .last{color:var(--ink3)}
.tiles .better,.tiles .worse{display:block}.better{color:var(--green);font-weight:600}.worse{color:var(--red);font-weight:600}
.cards{display:grid;grid-template-columns:1fr 1fr;gap:16px;margin-bottom:16px}.card{background:var(--panel);border:1px solid var(--line);border-radius:8px;padding:16px;min-width:0}.full{grid-column:1/-1}
svg{display:block;width:100%;height:auto;overflow:visible}svg text{font-size:11.5px;fill:var(--ink2)}
.axis{fill:var(--ink3)!important}.value{fill:var(--ink)!important}.strong{font-weight:600}.middle{text-anchor:middle}.end{text-anchor:end}
.bar{fill:var(--accent)}.bar-soft{fill:var(--soft)}.bar-last{fill:var(--grey)}.bar-outline{fill:var(--panel);stroke:var(--accent);stroke-width:1.5}.hatch{fill:url(#hatch);stroke:var(--accent);stroke-width:1}
.grid{stroke:var(--line)}.base{stroke:var(--ink3)}.target{stroke:var(--ink2);stroke-dasharray:2 3}
path{fill:none;stroke-width:2;stroke-linejoin:round}.curve-public,.line-median{stroke:var(--accent)}.curve-private{stroke:var(--private);stroke-dasharray:6 3}.curve-last{stroke:var(--grey);stroke-width:1.5}.dashed{stroke-dasharray:6 3}
.line-p90{stroke:var(--private);stroke-dasharray:6 3}.curve-public-dot,.line-median-dot{fill:var(--accent)}.curve-private-dot,.line-p90-dot{fill:var(--private)}
.curve-public-label,.line-median-label{fill:var(--link)!important;font-weight:600}.curve-private-label,.line-p90-label{fill:var(--private)!important;font-weight:600}
.heat{rx:3px}.heat-0{fill:var(--h0)}.heat-1{fill:var(--h1)}.heat-2{fill:var(--h2)}.heat-3{fill:var(--h3)}.heat-4{fill:var(--h4)}.heat-5{fill:var(--h5)}.over{fill:var(--dot);stroke:var(--ring);stroke-width:1.5}
.bar,.bar-soft,.bar-last,.bar-outline{rx:2px}
table{width:100%;border-collapse:collapse;font-size:13px}caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th,td{text-align:left;padding:5px 6px;border-bottom:1px solid var(--line);vertical-align:top}thead th{color:var(--ink2);font-weight:500;font-size:12px}tbody th{font-weight:400}tbody tr:last-child>*{border-bottom:0}
.number{text-align:right}td.last,th.last,p.last{color:var(--ink3)}.wide{overflow-x:auto}.splits td:nth-child(3){max-width:240px}.splits td:nth-child(n+4),.waits td:last-child{white-space:nowrap}.card th,.card td{overflow-wrap:break-word;hyphens:auto}
details{margin-top:8px}summary{color:var(--link);font-size:12px;cursor:pointer;width:max-content}
.action{background:var(--tint);border-radius:8px;padding:16px;margin-bottom:12px}.action h2{margin-bottom:4px}.action .last{margin-top:6px;color:var(--ink2)}
@media (max-width:860px){.cards{grid-template-columns:1fr}.tiles{grid-template-columns:repeat(2,1fr)}.tiles li{border-left:0!important;border-bottom:1px solid var(--line)}}
@page{size:A4;margin:9mm 11mm}
@media print{:root{color-scheme:light;--bg:#FFF;--panel:#FFF;--line:#D3D8E0;--ink:#000;--ink2:#333;--ink3:#4A4A4A}
body{font-size:10.5px;line-height:1.35}main{max-width:none;padding:0}h1{font-size:17px;line-height:22px}h2{font-size:12px;line-height:16px}.sub{margin-bottom:8px}
.tiles{grid-template-columns:repeat(7,1fr)!important;margin-bottom:8px}.tiles li{border-bottom:0!important}.tiles li+li{border-left:1px solid var(--line)!important}.tiles a{padding:7px 7px}.tiles strong{font-size:14px;line-height:19px}.tiles span{font-size:9px;line-height:12px}
.cards{grid-template-columns:1fr 1fr!important;gap:8px;margin-bottom:8px}.card{padding:9px;break-inside:avoid}.definition,.more,.made{font-size:9px;line-height:12px}.definition{margin-bottom:6px}
svg{width:84%;margin:0 auto}svg text{font-size:13px}table{font-size:9px}thead th{font-size:9px}th,td{padding:1.5px 4px}details,.skip{display:none}a{color:inherit;text-decoration:none}.wide{overflow:visible}
.action{padding:9px;border:1px solid var(--line);margin-bottom:6px}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
@media print and (prefers-color-scheme:dark){:root{--accent:#1F6FEB;--soft:#9DBDF4;--link:#185BC7;--tint:#E8F0FE;--red:#B42318;--green:#17663A;--grey:#C3C9D3;--private:#A8324A;--h0:#F1F4F9;--h1:#D6E4FB;--h2:#AECBF7;--h3:#7FACF1;--h4:#4A88EC;--h5:#1A5FD0;--dot:#B42318;--ring:#FFF}}
)css";
}

}  // namespace replywatch
