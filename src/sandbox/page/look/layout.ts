/** The layout of the panes: side by side on a wide screen, one at a time with tabs on a narrow one. */
export const LAYOUT = `
body { display: grid; grid-template: minmax(0, 1fr) / 14.5rem minmax(0, 1fr); height: 100dvh; overflow: hidden; }
[data-region=modals] { display: contents; }
.side { padding: 1rem .75rem; overflow-y: auto; display: flex; flex-direction: column; gap: .35rem; }
.side h1 { padding: 0 .5rem .4rem; }
.side h1 small { display: block; }
.side h2 { font-size: .78rem; color: var(--soft); padding: .7rem .5rem .1rem; font-weight: 600; }
.people, .channels { display: flex; flex-direction: column; gap: 2px; }
.person, .channel {
  display: flex;
  align-items: center;
  gap: .6rem;
  width: 100%;
  padding: .35rem .5rem;
  border: 0;
  border-radius: 8px;
  background: none;
  text-align: start;
}
.person:hover, .channel:hover { background: color-mix(in srgb, var(--accent) 9%, transparent); }
.person[aria-pressed=true], .channel[aria-current] { background: var(--accent-back); color: var(--accent); font-weight: 600; }
.person-words { display: flex; flex-direction: column; min-width: 0; line-height: 1.25; }
.person-role { font-size: .78rem; color: var(--soft); font-weight: 400; }
.face {
  flex: none;
  display: grid;
  place-items: center;
  width: 2.25rem;
  height: 2.25rem;
  border-radius: 8px;
  background: var(--face);
  color: #fff;
  font-size: .85rem;
  font-weight: 700;
}
.face-0 { --face: #5b57d1; } .face-1 { --face: #0f7a5c; } .face-2 { --face: #b0561d; } .face-3 { --face: #a13a75; }
.face-4 { --face: #2f6fb3; } .face-5 { --face: #7a6212; } .face-6 { --face: #8242b5; } .face-7 { --face: #3d6b2e; }
.face-app { --face: #2d2f38; color: #c9c7ff; }
.tabs { display: none; }
.panes {
  display: grid;
  grid-template-columns: minmax(0, 1fr) minmax(0, 27rem);
  grid-template-rows: minmax(0, 1fr);
  gap: 1px;
  min-width: 0;
  min-height: 0;
  background: var(--line);
  border-inline-start: 1px solid var(--line);
}
.pane { display: flex; flex-direction: column; min-width: 0; min-height: 0; background: var(--panel); }
.pane > header {
  display: flex;
  align-items: center;
  justify-content: space-between;
  gap: .5rem;
  min-height: 3.1rem;
  padding: .4rem 1rem;
  border-bottom: 1px solid var(--line);
}
.pane > header h2 small { margin-inline-start: .6rem; }
.scroll { flex: 1; min-height: 0; overflow-y: auto; overflow-x: hidden; overscroll-behavior: contain; }
[data-thread=open] .panes { grid-template-rows: minmax(0, 5fr) minmax(0, 4fr); }
[data-thread=open] [data-pane=channel] { grid-row: 1 / 3; }
[data-thread=open] [data-pane=thread] { grid-column: 2; grid-row: 1; }
@media (min-width: 95rem) {
  [data-thread=open] .panes { grid-template-columns: minmax(0, 1fr) minmax(0, 24rem) minmax(0, 27rem); grid-template-rows: minmax(0, 1fr); }
  [data-thread=open] [data-pane=channel] { grid-row: 1; }
}
.chips { display: flex; gap: .4rem; padding: .35rem 1rem 0; flex-wrap: wrap; }
.chip {
  padding: .15rem .65rem;
  border: 1px solid var(--line);
  border-radius: 999px;
  background: var(--raised);
  color: var(--soft);
  font: .78rem var(--mono);
  min-height: 1.75rem;
}
.chip:hover { color: var(--accent); border-color: var(--accent); }
.composer {
  display: flex;
  align-items: flex-end;
  gap: .5rem;
  margin: .5rem 1rem 1rem;
  padding: .3rem .3rem .3rem .75rem;
  border: 1px solid var(--strong-line);
  border-radius: 12px;
  background: var(--panel);
}
.composer:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.composer textarea { flex: 1; min-width: 0; resize: none; border: 0; outline: 0; background: none; padding: .4rem 0; line-height: 1.4; }
.composer .button { min-height: 2.15rem; }
@media (max-width: 60rem) {
  body { display: flex; flex-direction: column; }
  .side { padding: .5rem .6rem .25rem; gap: .3rem; flex: none; }
  .side h1, .side h2 { display: none; }
  .people, .channels { flex-direction: row; flex-wrap: wrap; gap: .25rem; }
  .person, .channel { width: auto; padding: .2rem .55rem .2rem .2rem; gap: .4rem; min-height: 2.25rem; font-size: .875rem; }
  .channel { padding-inline: .6rem; min-height: 2rem; }
  .person .face { width: 1.75rem; height: 1.75rem; font-size: .75rem; }
  .person:not([aria-pressed=true]) .person-role { display: none; }
  .person-role { font-size: .7rem; }
  .tabs { display: flex; flex: none; gap: .25rem; padding: 0 .6rem; border-bottom: 1px solid var(--line); }
  .tabs button { flex: 1; min-height: 2.5rem; border: 0; border-bottom: 2px solid transparent; background: none; color: var(--soft); font-size: .875rem; font-weight: 600; white-space: nowrap; padding: 0; }
  .tabs [aria-current] { color: var(--accent); border-color: var(--accent); }
  .panes, [data-thread=open] .panes { flex: 1; grid-template: minmax(0, 1fr) / minmax(0, 1fr); border: 0; }
  .pane, [data-thread=open] .pane { display: none; grid-area: 1 / 1; }
  [data-tab=channel] [data-pane=channel], [data-tab=thread] [data-pane=thread], [data-tab=hcp-terraform] [data-pane=hcp-terraform] { display: flex; }
  .pane > header { padding-inline: .75rem; min-height: 2.5rem; }
  .chips { padding-inline: .75rem; }
  .composer { margin: .5rem .75rem .75rem; }
  .composer textarea, .input { font-size: 1rem; }
}
`;
