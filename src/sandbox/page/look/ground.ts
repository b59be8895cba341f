/** Colours, fonts and elements that occur everywhere. */
export const GROUND = `
:root {
  color-scheme: light dark;
  --back: light-dark(#f4f4f6, #131418);
  --panel: light-dark(#ffffff, #1b1d22);
  --raised: light-dark(#f8f8fa, #22252b);
  --line: light-dark(#e2e3e8, #30333b);
  --strong-line: light-dark(#c6c8d0, #464a55);
  --ink: light-dark(#1c1d21, #e6e7ea);
  --soft: light-dark(#5d6069, #a3a7b2);
  --accent: light-dark(#4a47c4, #a5a3ff);
  --accent-back: light-dark(#ecebfb, #2b2a4d);
  --primary: light-dark(#11734b, #187a52);
  --danger: light-dark(#b3261e, #ff8a80);
  --good: light-dark(#0b6b43, #6fd6a6);
  --good-back: light-dark(#dff3e8, #16352a);
  --bad-back: light-dark(#fbe3e1, #43201e);
  --waiting: light-dark(#7a4d00, #f2c063);
  --waiting-back: light-dark(#fdf0d3, #3d2f12);
  --moving: light-dark(#1d5bb5, #8fbcff);
  --moving-back: light-dark(#e2edfc, #1b2d4a);
  --you-back: light-dark(#fff2c6, #4a3c12);
  --mono: ui-monospace, 'SF Mono', 'Cascadia Code', 'DejaVu Sans Mono', monospace;
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body {
  background: var(--back);
  color: var(--ink);
  font: 15px/1.47 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
  overflow-wrap: anywhere;
}
h1, h2, h3, p, ol, ul, dl, dd, blockquote, pre { margin: 0; padding: 0; }
h1 { font-size: 1rem; }
h2 { font-size: 1rem; }
h3 { font-size: .8rem; color: var(--soft); font-weight: 600; }
ol, ul { list-style: none; }
small { font-size: .8125rem; color: var(--soft); font-weight: 400; }
a { color: var(--accent); text-underline-offset: 2px; }
button, input, select, textarea { font: inherit; color: inherit; }
button { cursor: pointer; }
button:disabled { cursor: default; opacity: .5; }
[aria-busy=true] { opacity: .55; cursor: progress; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[hidden] { display: none !important; }
code {
  font: .85em var(--mono);
  background: var(--raised);
  border: 1px solid var(--line);
  border-radius: 4px;
  padding: .05em .3em;
}
.code-block, .log {
  font: .8rem/1.5 var(--mono);
  background: var(--raised);
  border: 1px solid var(--line);
  border-radius: 8px;
  padding: .5rem .65rem;
  margin: .25rem 0;
  white-space: pre;
  overflow: auto;
  max-width: 100%;
}
.log { max-height: 18rem; }
.button {
  display: inline-flex;
  align-items: center;
  min-height: 2.25rem;
  padding: .2rem .8rem;
  border: 1px solid var(--strong-line);
  border-radius: 8px;
  background: var(--panel);
  color: var(--ink);
  font-weight: 600;
  font-size: .875rem;
  text-decoration: none;
}
.button:hover:not(:disabled) { background: var(--raised); border-color: var(--soft); }
.button.small { min-height: 1.9rem; padding: .1rem .65rem; font-size: .8125rem; }
.button.primary { background: var(--primary); border-color: transparent; color: #fff; }
.button.primary:hover:not(:disabled) { background: var(--primary); border-color: transparent; filter: brightness(1.08); }
.button.danger { color: var(--danger); border-color: currentColor; }
.quiet { border: 0; background: none; color: var(--accent); padding: .2rem .35rem; border-radius: 6px; font-size: .8125rem; }
.quiet:hover { background: var(--accent-back); }
.input {
  width: 100%;
  min-height: 2.25rem;
  padding: .35rem .6rem;
  border: 1px solid var(--strong-line);
  border-radius: 8px;
  background: var(--panel);
}
.input[aria-invalid] { border-color: var(--danger); }
.wrong { color: var(--danger); }
.nothing { color: var(--soft); padding: 1rem; }
#trouble, #away {
  position: fixed;
  inset: auto 1rem 5.5rem auto;
  max-width: min(26rem, calc(100vw - 2rem));
  padding: .7rem 1rem;
  margin: 0;
  border: 1px solid var(--danger);
  border-radius: 10px;
  background: var(--panel);
  color: var(--ink);
  box-shadow: 0 6px 24px rgb(0 0 0 / .18);
}
#away { border-color: var(--waiting); inset: 1rem 1rem auto auto; z-index: 5; }
`;
