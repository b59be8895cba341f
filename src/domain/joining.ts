import type { PersonId } from './person.ts';
import type { ActionRequest } from './request.ts';

/** The same is asked for already: the person is put on that request instead of a second one. */
export interface Joining {
  readonly joins: ActionRequest;
  readonly person: PersonId;
}

export const isJoining = (answer: object): answer is Joining => 'joins' in answer;
