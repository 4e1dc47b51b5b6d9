import { setTimeout as delay } from 'node:timers/promises';
import { isClusterError, messageOf } from '../../src/cluster/connection/errors';
import type { Failure } from '../../src/cluster/model/snapshot';
import { followForever } from '../../src/cluster/connection/source';
import type { Pair } from '../contract/certificates';
import { FaultProxy, type Asked, type Trouble, type Use } from './proxy';
import type { Service, Subject } from './services';

/** A fault of the network or the server that begins at some time. */
export interface Fault {
  readonly trouble?: Trouble;
  /** Nothing listens, nothing is transmitted, or the server doesn't use TLS. */
  readonly wire?: 'refused' | 'silent' | 'plain';
  /** The server's certificate from then on. */
  readonly certificate?: Pair;
}

/** The result of a case; seconds are those of the clients' clock. */
export interface Ending {
  readonly kind: 'done' | 'failed';
  readonly errorKind?: string;
  readonly message: string;
  readonly seconds: number;
}

export interface FollowEnding {
  /** The last failure during the fault, with the seconds until the first; undefined if there was none. */
  readonly failed: Ending | undefined;
  /** Seconds until another client's change was visible during the fault. */
  readonly seenDuring: number | undefined;
  /** The last problems reported during the fault. */
  readonly problems: readonly string[];
  /** Seconds until the change was visible after the fault. */
  readonly seenAfter: number | undefined;
  /** Maximum number of equal requests within ten seconds, starting ten seconds after the fault was noticed. */
  readonly fastest: Fastest;
  /** Maximum number of connections at a time. */
  readonly connections: number;
}

/** The most frequent request. */
interface Fastest {
  readonly what: string;
  readonly use: Use;
  readonly count: number;
}

/** Seconds that a fault lasts: a client has thirty to notice. */
const LASTS = 31;

/** Seconds after its start at which another client changes something; the first attempts are over then. */
const TOUCHED = 12;

/** Seconds for a client to recover: its longest pause, and a request that began just before. */
const RETURNS = 40;

const WINDOW = 10_000;

/** Reads once during a fault. */
export async function read(service: Service, id: string, fault: Fault): Promise<Ending> {
  return within(service, id, async (subject, proxy) => {
    await begin(proxy, fault);
    return ending(() => subject.read());
  });
}

/** Makes a change during a fault; a network fault begins with the change. */
export async function write(
  service: Service,
  id: string,
  fault: Fault,
): Promise<Ending & { readonly made: number; readonly sent: number }> {
  return within(service, id, async (subject, proxy) => {
    await subject.prepare();
    await begin(proxy, fault);
    const end = await ending(() => subject.write());
    return { ...end, made: await subject.made(), sent: proxy.asked.filter(({ use }) => use === 'write').length };
  });
}

/** Follows without a fault, then during a fault, then without again. */
export async function follow(service: Service, id: string, fault: Fault): Promise<FollowEnding> {
  return within(service, id, async (subject, proxy) => {
    await subject.prepare();
    const end = new AbortController();
    let failed: Ending | undefined;
    let seen: number | undefined;
    let problems: readonly Failure[] = [];
    let delivered = false;
    let began = Infinity;
    let connections = 0;
    const since = () => (performance.now() - began) / 1_000;
    const following = followForever(
      subject.source,
      (data, reported = []) => {
        delivered = true;
        problems = reported;
        if (subject.sees(data)) seen ??= since() - TOUCHED;
      },
      (error) => {
        if (began < Infinity) failed = failure(error, failed?.seconds ?? since());
      },
      end.signal,
    );
    try {
      if (!(await until(() => delivered, 20))) throw new Error('No data was delivered before the fault.');
      // The watches are open then, too.
      await delay(1_000);
      began = performance.now();
      await begin(proxy, fault);
      if (fault.trouble) proxy.cutWatches();
      const watching = setInterval(() => (connections = Math.max(connections, proxy.connections)), 200);
      await delay(TOUCHED * 1_000);
      await subject.touch();
      await delay((LASTS - TOUCHED) * 1_000);
      clearInterval(watching);
      const result = {
        failed,
        seenDuring: seen,
        problems: problems.map(({ message }) => message),
        fastest: fastest(proxy.asked, began + (failed?.seconds ?? 0) * 1_000 + WINDOW, service.parts),
        connections,
      };
      await proxy.heal();
      const healed = performance.now();
      const back = await until(() => seen !== undefined, RETURNS);
      return { ...result, seenAfter: back ? (performance.now() - healed) / 1_000 : undefined };
    } finally {
      end.abort();
      await following;
    }
  });
}

async function begin(proxy: FaultProxy, { trouble, wire, certificate }: Fault): Promise<void> {
  proxy.trouble = trouble;
  if (wire === 'refused') await proxy.refuse();
  if (wire === 'silent') proxy.silence();
  if (wire === 'plain') proxy.speakPlainly();
  if (certificate) proxy.identify(certificate);
}

async function within<T>(
  service: Service,
  id: string,
  work: (subject: Subject, proxy: FaultProxy) => Promise<T>,
): Promise<T> {
  const proxy = await FaultProxy.start(service);
  const subject = service.subject(proxy.address, id);
  try {
    return await work(subject, proxy);
  } finally {
    await subject.close();
    await proxy.close();
  }
}

async function ending(work: () => Promise<unknown>): Promise<Ending> {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  try {
    await work();
    return { kind: 'done', message: '', seconds: seconds() };
  } catch (error) {
    return failure(error, seconds());
  }
}

function failure(error: unknown, seconds: number): Ending {
  return { kind: 'failed', errorKind: isClusterError(error) ? error.kind : 'none', message: messageOf(error), seconds };
}

async function until(condition: () => boolean, seconds: number): Promise<boolean> {
  const end = performance.now() + seconds * 1_000;
  while (!condition() && performance.now() < end) await delay(100);
  return condition();
}

/** Returns the most frequent request within ten seconds from a time. */
function fastest(asked: readonly Asked[], from: number, parts: number): Fastest {
  const times = new Map<string, { readonly use: Use; readonly moments: number[] }>();
  for (const { at, what, use } of asked)
    if (at >= from) times.set(what, { use, moments: [...(times.get(what)?.moments ?? []), at] });
  let most: Fastest = { what: 'nothing', use: 'read', count: 0 };
  for (const [what, { use, moments }] of times) {
    for (const [index, moment] of moments.entries()) {
      const count = moments.slice(index).filter((at) => at < moment + WINDOW).length;
      if (count / parts > most.count) most = { what, use, count: count / parts };
    }
  }
  return most;
}
