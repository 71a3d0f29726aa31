import type { Cluster } from '../cluster/cluster.ts';
import { openPage } from './page.ts';
import type { Page } from './page.ts';
import type { Person, Town } from './people.ts';
import { createWriter } from './writer.ts';
import type { Writer } from './writer.ts';

const POSTS_EACH = 3;
/** Every so many people have a second tab. */
const SECOND_TAB_EVERY = 4;
const TYPING_SHARE = 0.2;
const COMMENT_SHARE = 0.15;
const CURRENT_TRIES_MS = 100;

export interface CrowdOptions {
  readonly people: number;
  readonly posts: number;
  /** Of the whole crowd, typing included. */
  readonly requestsPerSecond: number;
  readonly random: () => number;
}

/** People with pages open, who write all the time. */
export interface Crowd extends Disposable {
  readonly pages: readonly Page[];
  readonly writers: readonly Writer[];
  /** Posts that nobody has seen: what is asked of one run is not mixed with the one before. */
  turnTo(postIds: readonly string[]): void;
  /** Resolves when every page has joined and read; what it took counts for nothing. */
  settle(withinMs: number): Promise<void>;
  /** Returns the way to stop. */
  write(): () => void;
  /** Somebody closes all tabs and comes again. */
  replaceOne(): void;
}

interface Member extends Present {
  readonly person: Person;
  postIds: readonly string[];
}

interface Present {
  pages: readonly Page[];
  writer: Writer;
}

export async function gatherCrowd(
  { balancer: { url } }: Pick<Cluster, 'balancer'>,
  town: Town,
  options: CrowdOptions,
): Promise<Crowd> {
  const { random } = options;
  const people = await town.addPeople(options.people, 1);
  const members = people.map((person, index): Member => {
    const tabs = index % SECOND_TAB_EVERY === 0 ? 2 : 1;
    return { person, postIds: [], ...enter(url, person, tabs) };
  });
  const allPages = (): readonly Page[] => members.flatMap(({ pages }) => pages);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const act = ({ writer, postIds }: Member): void => {
    const [postId, chance] = [pick(postIds), random()];
    if (chance < TYPING_SHARE) writer.type(postId);
    else if (chance < TYPING_SHARE + COMMENT_SHARE) writer.comment(postId);
    else writer.like(postId);
  };
  return {
    get pages() {
      return allPages();
    },
    get writers() {
      return members.map(({ writer }) => writer);
    },
    turnTo(postIds) {
      for (const member of members) {
        member.writer.reset();
        member.postIds = Array.from({ length: POSTS_EACH }, () => pick(postIds));
        for (const page of member.pages) page.watch([...new Set(member.postIds)]);
      }
    },
    async settle(withinMs) {
      await allCurrent(allPages(), withinMs);
      for (const page of allPages()) page.takeRecoveries();
    },
    write() {
      const timer = setInterval(() => act(pick(members)), 1_000 / options.requestsPerSecond);
      return () => clearInterval(timer);
    },
    replaceOne() {
      const member = pick(members);
      leave(member);
      Object.assign(member, enter(url, member.person, member.pages.length));
      for (const page of member.pages) page.watch([...new Set(member.postIds)]);
    },
    [Symbol.dispose]: () => members.forEach(leave),
  };
}

/** What is under way is tried no more. */
function leave({ pages, writer }: Present): void {
  void writer.finish(performance.now());
  for (const page of pages) page.close();
}

function enter(url: string, person: Person, tabs: number): Present {
  const [login] = person.logins;
  if (login === undefined) throw new Error('Nobody without a login');
  const pages = Array.from({ length: tabs }, () => openPage(url, person, login));
  return { pages, writer: createWriter(pages[0] as Page) };
}

async function allCurrent(pages: readonly Page[], withinMs: number): Promise<void> {
  const deadline = performance.now() + withinMs;
  const waiting = (): number => pages.filter((page) => !page.isCurrent()).length;
  while (waiting() > 0) {
    if (performance.now() > deadline) throw new Error(`${waiting()} pages of ${pages.length} do not get in`);
    await new Promise((resolve) => setTimeout(resolve, CURRENT_TRIES_MS));
  }
}
