/** Messages and their blocks. */
export const MESSAGES = `
.messages { padding: .5rem 0; }
.message { position: relative; display: flex; gap: .7rem; padding: .5rem 1rem; }
.message:hover { background: color-mix(in srgb, var(--raised) 70%, transparent); }
.message-words { flex: 1; min-width: 0; max-width: 46rem; }
.message-heading { display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem .45rem; line-height: 1.3; }
.message-heading time { font-size: .78rem; color: var(--soft); }
.author { font-weight: 700; }
.app-badge {
  padding: 0 .3rem;
  border-radius: 4px;
  background: var(--line);
  color: var(--soft);
  font-size: .68rem;
  font-weight: 600;
  align-self: center;
}
.ephemeral { background: color-mix(in srgb, var(--accent) 5%, transparent); box-shadow: inset 3px 0 var(--accent); }
.ephemeral:hover { background: color-mix(in srgb, var(--accent) 8%, transparent); }
.eyebrow { display: flex; align-items: center; gap: .5rem; font-size: .78rem; color: var(--soft); margin-bottom: .1rem; }
.message-body { display: flex; flex-direction: column; gap: .4rem; }
.section { display: flex; flex-wrap: wrap; gap: .5rem 1rem; justify-content: space-between; align-items: flex-start; }
.section-text { flex: 1 1 14rem; }
.section-text, .plain { min-width: 0; white-space: pre-wrap; }
.section > select, .actions > select { width: auto; max-width: 100%; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .4rem 1rem; }
.header { font-size: 1.1rem; font-weight: 700; }
.context { display: flex; flex-wrap: wrap; gap: .2rem .75rem; font-size: .8125rem; color: var(--soft); white-space: pre-wrap; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; padding-top: .15rem; }
blockquote { border-inline-start: 4px solid var(--strong-line); padding-inline-start: .6rem; }
hr { width: 100%; border: 0; border-top: 1px solid var(--line); margin: .25rem 0; }
.mention { background: var(--accent-back); color: var(--accent); border-radius: 4px; padding: 0 .2em; }
.mention-of-you { background: var(--you-back); color: inherit; font-weight: 600; }
.replies { border: 0; background: none; color: var(--accent); font-weight: 600; font-size: .8125rem; padding: .25rem .35rem; margin: .15rem 0 0 -.35rem; border-radius: 6px; }
.replies:hover { background: var(--accent-back); }
.no-replies {
  position: absolute;
  top: .2rem;
  padding: .05rem .4rem;
  inset-inline-end: .75rem;
  margin: 0;
  font-weight: 400;
  color: var(--soft);
}
@media (hover: hover) {
  .no-replies { opacity: 0; background: var(--panel); box-shadow: 0 0 0 1px var(--line); }
  .message:hover .no-replies, .message:focus-within .no-replies { opacity: 1; }
}
[data-region=thread] .message:first-child { padding-bottom: .9rem; margin-bottom: .4rem; border-bottom: 1px solid var(--line); }
.container { border: 1px solid var(--line); border-radius: 8px; padding: .5rem .75rem; }
.library-block > div { max-width: none; }
.library-block :where(div, span, p, li) { background: none !important; color: inherit !important; }
.library-block pre { overflow-wrap: anywhere; white-space: pre-wrap; }
.ticks { display: flex; flex-direction: column; gap: .3rem; }
.tick { display: flex; gap: .5rem; align-items: baseline; }
.tick small { display: block; }
`;
