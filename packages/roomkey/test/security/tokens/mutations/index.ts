import type { VerifierKind } from '../issuers.ts';
import type { Mutation } from '../mutation.ts';
import { algorithmMutations } from './algorithms.ts';
import { claimMutations } from './claims.ts';
import { headerMutations } from './headers.ts';
import { serializationMutations } from './serializations.ts';
import { signatureMutations } from './signatures.ts';

export const MUTATIONS: readonly Mutation[] = [
  ...algorithmMutations,
  ...signatureMutations,
  ...headerMutations,
  ...claimMutations,
  ...serializationMutations,
];

export const mutationsOf = (kind: VerifierKind): readonly Mutation[] =>
  MUTATIONS.filter(({ appliesTo }) => appliesTo === undefined || appliesTo(kind));
