/** The part of SocketCluster that the benchmark uses; the package has no types. */
declare module 'socketcluster-server' {
  import type { Server } from 'node:http';

  export interface Action {
    readonly type: string;
    readonly AUTHENTICATE: string;
    readonly authToken: { readonly sub: string };
    readonly socket: { readonly authState: string; user?: unknown };
    allow(): void;
    block(error: Error): void;
  }

  export interface Call<Data> {
    readonly data: Data;
    end(answer?: object): void;
  }

  export interface AgSocket {
    procedure<Data>(name: string): AsyncIterable<Call<Data>>;
  }

  export interface AgServer {
    readonly MIDDLEWARE_INBOUND: string;
    readonly exchange: { transmitPublish(channel: string, data: object): Promise<void> };
    setMiddleware(type: string, handler: (stream: AsyncIterable<Action>) => Promise<void>): void;
    listener(event: 'connection'): AsyncIterable<{ readonly socket: AgSocket }>;
  }

  const socketcluster: {
    attach(
      http: Server,
      options: { readonly authKey: string; readonly authVerifyAlgorithms: string[] },
    ): AgServer;
  };
  export default socketcluster;
}
