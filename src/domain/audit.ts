import type { AUDIT_KINDS } from './audit-kinds.ts';
import type { PersonId } from './person.ts';

/** Such as `request.approved` or `run.created`. */
export type AuditKind = keyof typeof AUDIT_KINDS;

type FactValue = string | number | boolean | null;

/** Only ids, states, hashes and counts: no names, no free text, no parameter values. */
export type AuditFacts = Readonly<Record<string, FactValue | undefined>>;

type FactNames<Kind extends AuditKind> = (typeof AUDIT_KINDS)[Kind]['facts'][number];
type TextNames<Kind extends AuditKind> = TextNamesIn<(typeof AUDIT_KINDS)[Kind]>;
type TextNamesIn<Carried> = Carried extends { readonly texts: readonly (infer Name extends string)[] } ? Name : never;

type Bare<Name extends string> = Name extends `${infer Always}?` ? Always : Name;

/** Values under these names, and under none of the `others`. A name that ends in `?` may be absent. */
type Named<Name extends string, Others extends string, Value> = {
  readonly [Each in Name as Each extends `${string}?` ? never : Each]: Value;
} & { readonly [Each in Name as Each extends `${infer Maybe}?` ? Maybe : never]?: Value } & {
  readonly [Each in Exclude<Others, Bare<Name>>]?: never;
};

type FactsOf<Kind extends AuditKind> = Named<FactNames<Kind>, Bare<FactNames<AuditKind>>, FactValue>;
type TextsOf<Kind extends AuditKind> = Named<TextNames<Kind>, Bare<TextNames<AuditKind>>, string>;

/** An entry of each kind with exactly the facts and texts that `AUDIT_KINDS` names for it. */
type EntryOf<Kind extends AuditKind> = {
  readonly kind: Kind;
  readonly request?: string;
  /** The person who did it, or `bot`. */
  readonly actor: PersonId | 'bot';
  readonly facts: FactsOf<Kind>;
} & (Record<never, never> extends TextsOf<Kind>
  ? { readonly texts?: TextsOf<Kind> }
  : { readonly texts: TextsOf<Kind> });

/** An entry of any kind, as the chain takes it. */
export interface AnyAuditEntry {
  readonly kind: string;
  readonly request?: string;
  readonly actor: string;
  readonly facts: AuditFacts;
  readonly texts?: Readonly<Record<string, string>>;
}

/** Something that happened, refusals among it. `texts` are stored separately; the chain has only their salted hashes. */
export type AuditEntry = { readonly [Kind in AuditKind]: EntryOf<Kind> }[AuditKind];
