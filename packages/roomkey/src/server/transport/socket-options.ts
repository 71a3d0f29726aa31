/**
 * Options for Socket.IO's server that suit an application for people: messages of at most 32 KiB, no compression
 * (which costs memory for each connection, and can give away what is sent beside a secret), and no script served.
 *
 * @example
 * const io = new Server(httpServer, { ...socketOptions, pingInterval: 20_000 });
 */
export const socketOptions = {
  serveClient: false,
  maxHttpBufferSize: 32_768,
  perMessageDeflate: false,
  httpCompression: false,
} as const;
