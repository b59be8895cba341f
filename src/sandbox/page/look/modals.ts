/** Dialogs: the bot's modals, and the confirmation of a button. */
export const MODALS = `
.modal {
  width: min(32rem, calc(100vw - 1.5rem));
  max-height: min(44rem, calc(100dvh - 2rem));
  padding: 0;
  border: 1px solid var(--line);
  border-radius: 14px;
  background: var(--panel);
  color: var(--ink);
  box-shadow: 0 18px 60px rgb(0 0 0 / .3);
  overflow: hidden;
}
.modal::backdrop { background: rgb(10 11 16 / .5); }
.modal[open], .modal[open] > form { display: flex; flex-direction: column; min-height: 0; }
.modal header, .modal footer { display: flex; align-items: center; gap: .5rem; padding: .85rem 1.1rem; flex: none; }
.modal header { justify-content: space-between; }
.modal header h2 { font-size: 1.1rem; }
.modal footer { justify-content: flex-end; border-top: 1px solid var(--line); flex-wrap: wrap; }
.modal-body { display: flex; flex-direction: column; gap: .9rem; padding: .25rem 1.1rem 1.1rem; overflow-y: auto; white-space: pre-wrap; }
#confirm { width: min(26rem, calc(100vw - 1.5rem)); }
.asked { display: flex; flex-direction: column; gap: .3rem; white-space: normal; }
.asked > label { font-weight: 600; }
.asked textarea { resize: vertical; }
.hint:empty { display: none; }
`;
