import type { AllowlistChange } from './compare-allowlists.ts';
import type { ActionRequest } from './request.ts';

/** What those who look after the allowlist are told. */
export type AllowlistNews =
  | {
      readonly kind: 'replaced';
      readonly was: string;
      readonly now: string;
      readonly changes: readonly AllowlistChange[];
      /** Requests whose call went out before, although the entry they were asked under is no longer the same. */
      readonly tooLateFor: readonly ActionRequest[];
    }
  /** The one before holds on. */
  | { readonly kind: 'faulty'; readonly holds: string; readonly faults: readonly string[] }
  /** The file is again what holds anyway. */
  | { readonly kind: 'mended'; readonly holds: string };
