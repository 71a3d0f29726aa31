import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { OnError } from '../report.ts';
import type { Bus } from './bus.ts';
import type { Nodes } from './nodes.ts';

/** What the other servers said. */
export interface Answers {
  readonly answers: ReadonlyMap<string, unknown>;
  /** Expected, but silent: they may be cut off and alive. */
  readonly missing: readonly string[];
}

/** Questions to all other servers. */
export interface Asking {
  /**
   * Resolves once every living server has answered, or after a second. Never rejects; later answers are dropped. Where
   * one did not answer all are asked once more: to be asked twice must do no harm.
   */
  ask(name: string, question: unknown): Promise<Answers>;
  /** Answers the questions of others. Where it throws or rejects, that is reported and nothing answered. */
  answer(name: string, listener: (question: unknown, from: string) => unknown): void;
}

export interface AskingParts {
  readonly bus: Bus;
  readonly nodes: Nodes;
  readonly clock: Clock;
  readonly report: OnError;
  readonly answerMs?: number;
}

const ANSWER_MS = 1_000;
/** Questions that wait at the same time; those beyond are asked all the same, and count as not answered. */
const MAX_WAITING = 1_000;

interface Waiting {
  readonly answers: Map<string, unknown>;
  /** Who has yet to answer. */
  readonly open: Set<string>;
  readonly done: () => void;
}

export function createAsking({ bus, nodes, clock, report, answerMs = ANSWER_MS }: AskingParts): Asking {
  const waiting = new Map<string, Waiting>();

  const settle = (entry: Waiting, node: string): void => {
    entry.open.delete(node);
    if (entry.open.size === 0) entry.done();
  };

  bus.on('answer', (body, from) => {
    if (!isMessage(body)) return;
    const entry = waiting.get(body.id);
    // Also of those that nobody expected: they have done it.
    entry?.answers.set(from, body.content);
    if (entry !== undefined) settle(entry, from);
  });
  nodes.onLeft((node) => {
    for (const entry of waiting.values()) settle(entry, node);
  });

  const collect = (id: string): Promise<ReadonlyMap<string, unknown>> =>
    new Promise((resolve) => {
      const answers = new Map<string, unknown>();
      const open = new Set(nodes.alive());
      if (open.size === 0 || waiting.size >= MAX_WAITING) return resolve(answers);
      const done = (): void => {
        clock.clearTimeout(timer);
        waiting.delete(id);
        resolve(answers);
      };
      const timer = clock.setTimeout(done, answerMs);
      waiting.set(id, { answers, open, done });
    });

  return {
    async ask(name, question) {
      const message: Message = { id: randomUUID(), content: question };
      const collected = collect(message.id);
      bus.send(`ask:${name}`, message);
      const answers = await collected;
      // Lost between two beats, it would be missed by nobody.
      if (nodes.alive().some((node) => !answers.has(node))) bus.send(`ask:${name}`, message);
      return { answers, missing: nodes.expected().filter((node) => !answers.has(node)) };
    },
    answer(name, listener) {
      const respond = async (id: string, question: unknown, from: string): Promise<void> => {
        try {
          bus.send('answer', { id, content: await listener(question, from) } satisfies Message);
        } catch (error) {
          report(error, { stage: 'bus', name });
        }
      };
      bus.on(`ask:${name}`, (body, from) => {
        if (isMessage(body)) void respond(body.id, body.content, from);
      });
    },
  };
}

interface Message {
  readonly id: string;
  readonly content: unknown;
}

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' &&
  value !== null &&
  'id' in value &&
  typeof value.id === 'string' &&
  'content' in value;
