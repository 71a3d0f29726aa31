import { answerParent } from './remote.ts';

/** Loaded into the process of the board before the board is: it can be measured and knows nothing of it. */
answerParent();
