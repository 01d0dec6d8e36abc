// What pages of reports have in common. One file each, without anything from elsewhere: it is attached to a build and opened anywhere.

const STYLE = `
:root { color-scheme: light dark; --good: #18794e; --bad: #cd2b31; --other: #8f4d00; --line: #8883; --soft: #8881;
  font: 16px/1.5 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --bad: #ff7b7f; --other: #f1a10d; } }
body { max-width: 68rem; margin: 2rem auto 4rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
p { margin: .4rem 0; } a { color: inherit; text-decoration-color: #8888; text-underline-offset: .2em; }
code, pre { font: .85em/1.4 ui-monospace, monospace; } pre { white-space: pre-wrap; margin: .3rem 0 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } tr:target { background: var(--soft); }
td a { white-space: nowrap; } .wide { overflow-x: auto; } .fit { white-space: nowrap; }
.good { color: var(--good); } .bad { color: var(--bad); } .other { color: var(--other); }
.banner { font-size: 1.1rem; font-weight: 600; margin-bottom: 1rem; }
details { border: 1px solid var(--line); border-radius: .5rem; margin: .5rem 0; padding: .5rem .75rem; }
summary { cursor: pointer; } summary b { display: inline-block; min-width: 11rem; }
summary .about { display: block; margin-left: 1.1rem; font-size: .9375rem; opacity: .8; }
details table { margin-top: .75rem; }
`;

/** A whole page; `body` is HTML. */
export function htmlPage(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${text(title)}</title>
<style>${STYLE}</style>
<h1>${text(title)}</h1>
${body}
</html>
`;
}

/** Text as HTML. */
export function text(raw: string): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return raw.replaceAll(/[&<>"]/g, (character) => escapes[character]!);
}
