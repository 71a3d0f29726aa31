import { RoomkeyError, isRoomkeyError } from '../../errors/index.ts';
import type { Subject, Verifier } from './types.ts';

/**
 * Accepts what one of several verifiers accepts, asked in order: the key of now and the one before it, while a
 * secret is replaced, or two issuers. Only `token_invalid` lets the next one answer.
 *
 * @throws TypeError when there is no verifier
 * @example
 * const verify = anyOf(secret(newSecret, profile), secret(oldSecret, profile));
 */
export function anyOf(...verifiers: readonly Verifier[]): Verifier {
  if (verifiers.length === 0) throw new TypeError('anyOf: name at least one verifier.');
  const verifier = async (token: string, now: number): Promise<Subject> => {
    for (const verify of verifiers) {
      try {
        return await verify(token, now);
      } catch (error) {
        if (!isRoomkeyError(error) || error.code !== 'token_invalid') throw error;
      }
    }
    throw new RoomkeyError('token_invalid');
  };
  const longestLifeMs = Math.max(...verifiers.map(({ longestLifeMs: life = 0 }) => life));
  return Object.assign(verifier, { longestLifeMs });
}
