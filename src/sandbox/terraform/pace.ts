/** How long a run stays in a status (milliseconds of the clock). */
export interface Pace {
  readonly planning: number;
  readonly applying: number;
  /** Every other automatic status. */
  readonly step: number;
}

export const demoPace: Pace = { planning: 2000, applying: 4000, step: 400 };

export function millisecondsIn(pace: Pace, status: string): number {
  if (status === 'planning') return pace.planning;
  return status === 'applying' ? pace.applying : pace.step;
}
