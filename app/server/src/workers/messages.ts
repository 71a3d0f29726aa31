/** What primary and workers say to each other. */
export const READY = 'board:ready';
export const STOP = 'board:stop';
