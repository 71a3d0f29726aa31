import { ClusterAdapter } from 'socket.io-adapter';
import type { ClusterMessage, ClusterResponse } from 'socket.io-adapter';
import type { Namespace, ServerOptions } from 'socket.io';

/** What carries the rooms of a cluster in one process, and can fail as a real one does. */
export interface MemoryBus {
  /** The adapter of one server. */
  adapterOf(node: number): NonNullable<ServerOptions['adapter']>;
  /** What is published from now on fails, and is lost. */
  stop(): void;
  /** What is published from now on is neither refused nor delivered until `mend`. */
  hang(): void;
  /** One server neither reaches the others nor hears them; they hear each other. What it misses is lost. */
  isolate(node: number): void;
  /** Everything passes again, and what hung arrives first. */
  mend(): void;
  /** Resolves when no message is under way. */
  idle(): Promise<void>;
}

type Message = ClusterMessage | ClusterResponse;

interface Receiver {
  readonly node: number;
  receive(message: Message): void;
}

export function createMemoryBus(): MemoryBus {
  const receivers = new Set<Receiver>();
  const isolated = new Set<number>();
  let state: 'open' | 'stopped' | 'hung' = 'open';
  let waiting: (() => void)[] = [];
  const underWay = new Set<Message>();

  const arrive = (receiver: Receiver, message: Message): void => {
    underWay.delete(message);
    if (receivers.has(receiver)) receiver.receive(message);
  };

  const deliver = (from: number, message: Message): void => {
    // A copy for each, some other turn: servers share no object, and no message arrives while it is being sent.
    for (const receiver of receivers) {
      if (receiver.node === from || isolated.has(from) || isolated.has(receiver.node)) continue;
      const copy = structuredClone(message);
      underWay.add(copy);
      setImmediate(() => arrive(receiver, copy));
    }
  };

  const publish = async (from: number, message: Message): Promise<string> => {
    if (state === 'stopped') throw new Error('The bus has stopped');
    if (state === 'open') deliver(from, message);
    else await new Promise<void>((resolve) => waiting.push(() => resolve(deliver(from, message))));
    return '';
  };

  const mend = (): void => {
    state = 'open';
    isolated.clear();
    const resumed = waiting;
    waiting = [];
    for (const resume of resumed) resume();
  };

  return {
    adapterOf: (node) => {
      // A function and no arrow: Socket.IO calls it with `new`.
      function createAdapter(namespace: Namespace): MemoryAdapter {
        return new MemoryAdapter(namespace, { node, receivers, publish });
      }
      return createAdapter;
    },
    stop: () => void (state = 'stopped'),
    hang: () => void (state = 'hung'),
    isolate: (node) => void isolated.add(node),
    mend,
    async idle() {
      do await new Promise((resolve) => void setImmediate(resolve));
      while (underWay.size > 0);
    },
  };
}

interface Wire {
  readonly node: number;
  readonly receivers: Set<Receiver>;
  readonly publish: (from: number, message: Message) => Promise<string>;
}

/** Made as the adapters of Socket.IO for PostgreSQL and Redis Streams are. */
class MemoryAdapter extends ClusterAdapter {
  readonly #wire: Wire;
  readonly #receiver: Receiver;

  constructor(namespace: Namespace, wire: Wire) {
    super(namespace);
    this.#wire = wire;
    this.#receiver = { node: wire.node, receive: (message) => this.onMessage(message as ClusterMessage) };
    wire.receivers.add(this.#receiver);
  }

  override close(): void {
    this.#wire.receivers.delete(this.#receiver);
  }

  override serverCount(): Promise<number> {
    return Promise.resolve(new Set(Array.from(this.#wire.receivers, ({ node }) => node)).size);
  }

  protected override doPublish(message: ClusterMessage): Promise<string> {
    return this.#wire.publish(this.#wire.node, message);
  }

  protected override async doPublishResponse(_requester: string, response: ClusterResponse): Promise<void> {
    await this.#wire.publish(this.#wire.node, response);
  }
}
