/** The header in which the HTTP layer, and it alone, tells Better Auth where a request came from. */
export const CLIENT_ADDRESS_HEADER = 'x-board-client-address';
