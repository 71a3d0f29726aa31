import { Adapter, ClusterAdapter, MessageType } from 'socket.io-adapter';
import type { BroadcastOptions, ClusterMessage } from 'socket.io-adapter';
import type { Server } from 'socket.io';

type CreateAdapter = Exclude<Parameters<Server['adapter']>[0], undefined>;
type Namespace = ConstructorParameters<typeof Adapter>[0];

/** What a cluster adapter has, with the protected part. */
interface Publisher {
  publish(message: Omit<ClusterMessage, 'nsp' | 'uid'>): void;
}

/** Delivers to this node's members at once. Cluster adapters await the bus first, even when it hangs. */
export function localFirst(create: (namespace: never) => unknown): CreateAdapter {
  // Socket.IO calls it with `new`, which an arrow function refuses.
  return function createLocalFirst(namespace: Namespace): Adapter {
    const adapter: unknown = Reflect.apply(create, undefined, [namespace]);
    if (!(adapter instanceof ClusterAdapter)) throw new TypeError('It is no cluster adapter');
    const publisher = adapter as unknown as Publisher;
    adapter.broadcast = async (packet: unknown, opts: BroadcastOptions) => {
      Adapter.prototype.broadcast.call(adapter, packet, opts);
      if (opts.flags?.local === true) return;
      const { rooms, except, flags } = opts;
      const sent = { rooms: [...rooms], except: [...(except ?? [])], flags };
      publisher.publish({ type: MessageType.BROADCAST, data: { packet, opts: sent } } as never);
    };
    return adapter;
  };
}
