import type { Readable } from 'node:stream';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import * as z from 'zod/mini';
import { ClusterError, messageOf } from '../errors';
import type { HttpClient } from '../http';
import { describeAction } from './answers';

const actions = z.catch(z.array(z.object({ action: z.optional(z.string()), type: z.optional(z.string()), app: z.optional(z.string()) })), []);
const plan = z.object({ id: z.string(), steps: z.catch(z.array(z.unknown()), []) });

const event = z.object({
  eventType: z.string(),
  /** Of deployment_success and deployment_failed. */
  id: z.optional(z.string()),
  plan: z.catch(z.optional(plan), undefined),
  currentStep: z.catch(z.optional(z.object({ actions })), undefined),
  reason: z.catch(z.optional(z.string()), undefined),
  taskStatus: z.catch(z.optional(z.string()), undefined),
  appId: z.catch(z.optional(z.string()), undefined),
  message: z.catch(z.optional(z.string()), undefined),
});

/** One event of the stream, as far as it means something here; unknown ones have nothing but their type. */
export interface MarathonEvent {
  readonly type: string;
  /** The deployment that it tells of. */
  readonly deployment?: string;
  /** What the deployment does in the step that begins or ends. */
  readonly actions?: readonly string[];
  /** Why a deployment failed, where Marathon tells. */
  readonly reason?: string;
  readonly task?: { readonly app: string; readonly status: string; readonly message: string };
}

/** The longest piece of the stream that is kept while its end is awaited, in characters. */
const MAX_EVENT = 8 * 1024 * 1024;

/**
 * Reads Marathon's event stream until it ends. Events are neither numbered nor replayed: after (re)connecting the
 * state must be read afresh.
 * @throws ClusterError when the stream cannot be had or breaks off.
 */
export async function* readEvents(http: HttpClient, signal: AbortSignal): AsyncGenerator<MarathonEvent, void, undefined> {
  const { status, data } = await http.request<Readable>({ url: '/v2/events', headers: { Accept: 'text/event-stream' }, responseType: 'stream', timeout: 0, signal });
  if (status !== 200) {
    data.destroy();
    throw new ClusterError(status === 401 || status === 403 ? 'unauthorized' : 'unexpected-answer', `Marathon at ${http.options.address} did not give its event stream (status ${status}).`, 'Check the address and the credentials of Marathon.');
  }
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => arrived.push(message), maxBufferSize: MAX_EVENT });
  data.setEncoding('utf8');
  try {
    for await (const chunk of data) {
      parser.feed(String(chunk));
      for (const message of arrived.splice(0)) {
        const parsed = parseEvent(message);
        if (parsed) yield parsed;
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    throw new ClusterError('unreachable', `The event stream of Marathon at ${http.options.address} broke off.`, undefined, messageOf(error), { cause: error });
  } finally {
    data.destroy();
  }
}

/** Reads one event; undefined when its data is no JSON of an event. */
export function parseEvent({ event: name, data }: Pick<EventSourceMessage, 'event' | 'data'>): MarathonEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return undefined;
  }
  const parsed = event.safeParse(json);
  if (!parsed.success) return name === undefined ? undefined : { type: name };
  const { eventType, id, plan: carried, currentStep, reason, taskStatus, appId, message } = parsed.data;
  const deployment = carried?.id ?? (eventType.startsWith('deployment_') ? id : undefined);
  return {
    type: eventType,
    ...(deployment !== undefined && { deployment }),
    ...(currentStep && { actions: currentStep.actions.map(describeAction) }),
    ...(reason !== undefined && { reason }),
    ...(taskStatus !== undefined && appId !== undefined && { task: { app: appId, status: taskStatus, message: message ?? '' } }),
  };
}
