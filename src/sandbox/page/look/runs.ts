/** The HCP Terraform pane. */
export const RUNS = `
.workspace { padding: .9rem 1rem 1.5rem; display: flex; flex-direction: column; gap: .75rem; }
.workspace > * { flex: none; }
.workspace .nothing { padding: 0; }
.workspace-bar { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
.workspace-bar .input { flex: 1 1 6.5rem; min-width: 0; width: auto; min-height: 1.9rem; padding-block: .15rem; font-weight: 600; }
.lock { font-size: .875rem; color: var(--soft); }
.lock-of-person { color: var(--waiting); }
.queue ol { display: flex; flex-direction: column; gap: .25rem; margin-top: .25rem; counter-reset: place; }
.queue li::before { counter-increment: place; content: counter(place) '. '; color: var(--soft); font-size: .8rem; }
details > summary { cursor: pointer; font-size: .8125rem; color: var(--soft); padding: .15rem 0; border-radius: 6px; }
details > summary:hover { color: var(--ink); }
.outcome { display: flex; flex-direction: column; gap: .25rem; padding: .4rem 0; }
.outcome code, .run-id { border: 0; background: none; padding: 0; color: var(--soft); }
.outcome .input { min-height: 1.9rem; padding-block: .15rem; font-size: .875rem; }
.run { display: flex; flex-direction: column; gap: .5rem; padding: .8rem .9rem; border: 1px solid var(--line); border-radius: 12px; }
.run header { display: flex; flex-wrap: wrap; gap: .3rem .6rem; align-items: center; }
.run-message { white-space: pre-wrap; font-size: .875rem; }
.status { flex: none; padding: .05rem .5rem; border-radius: 999px; font-size: .78rem; font-weight: 600; color: var(--soft); background: var(--raised); box-shadow: inset 0 0 0 1px var(--line); }
.status-good { color: var(--good); background: var(--good-back); box-shadow: none; }
.status-bad { color: var(--danger); background: var(--bad-back); box-shadow: none; }
.status-waiting { color: var(--waiting); background: var(--waiting-back); box-shadow: none; }
.status-moving { color: var(--moving); background: var(--moving-back); box-shadow: none; }
.invocations { display: flex; flex-direction: column; gap: .3rem; }
.invocations li { display: flex; flex-wrap: wrap; gap: .3rem .5rem; align-items: center; justify-content: space-between; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .15rem .75rem; font-size: .8125rem; }
.facts dt { color: var(--soft); }
.timeline { display: flex; flex-direction: column; font-size: .8125rem; padding-top: .15rem; }
.timeline li { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem 0 .1rem .8rem; border-inline-start: 2px solid var(--line); }
.timeline time { color: var(--soft); font-variant-numeric: tabular-nums; }
`;
