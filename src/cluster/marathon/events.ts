import * as l10n from '@vscode/l10n';
import { parseJson } from '../../base/json';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import * as z from 'zod/mini';
import { ClusterError, isClusterError, messageOf } from '../connection/errors';
import { openStream, untilIdle } from '../connection/http/event-stream';
import type { HttpClient } from '../connection/http/client';
import { beginningOf, boundedLines } from '../../base/lines';
import { describeAction, planAction } from './writes/actions';
import { lenientList } from './lenient';
import { refused } from './refusal';

const plan = z.object({ id: z.string() });

const event = z.object({
  eventType: z.string(),
  /** Of deployment_success and deployment_failed. */
  id: z.catch(z.optional(z.string()), undefined),
  plan: z.catch(z.optional(plan), undefined),
  currentStep: z.catch(z.optional(z.object({ actions: lenientList(planAction) })), undefined),
  reason: z.catch(z.optional(z.string()), undefined),
  taskStatus: z.catch(z.optional(z.string()), undefined),
  appId: z.catch(z.optional(z.string()), undefined),
  message: z.catch(z.optional(z.string()), undefined),
});

/** An event of the stream. Events of unknown types have only a type. */
export interface MarathonEvent {
  readonly type: string;
  /** The deployment's ID. */
  readonly deployment?: string;
  /** What the deployment does in the step that begins or ends. */
  readonly actions?: readonly string[];
  /** Why a deployment failed, if Marathon says so. */
  readonly reason?: string;
  readonly task?: { readonly app: string; readonly status: string; readonly message: string };
}

/** Maximum length of an event in characters. A plan that is not `light` contains the whole cluster twice. */
const MAX_EVENT = 8 * 1024 * 1024;

/**
 * Milliseconds without data after which the stream is reopened. Marathon sends an empty line every 10 s, later versions
 * every 5 s.
 */
const LONGEST_SILENCE = 40_000;

/**
 * Reads Marathon's event stream until it ends. Events are neither numbered nor replayed, so read the state after each
 * (re)connection. Skips events that are too long or unreadable.
 * @throws ClusterError if the stream can't be opened or breaks off.
 */
export async function* readEvents(
  http: HttpClient,
  signal: AbortSignal,
): AsyncGenerator<MarathonEvent, void, undefined> {
  // From 1.5 on, `light` omits both states of the cluster around a deployment. Earlier versions ignore it.
  const answer = await openStream(
    http,
    { url: '/v2/events', params: { 'plan-format': 'light' }, headers: { Accept: 'text/event-stream' } },
    signal,
  );
  const { status, data } = answer;
  data.setEncoding('utf8');
  try {
    if (status !== 200) throw refused(l10n.t('give its event stream'), { status, data: await beginningOf(data) });
    const arrived: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (message) => arrived.push(message) });
    for await (const line of boundedLines(untilIdle(data, LONGEST_SILENCE), MAX_EVENT)) {
      parser.feed(`${line}\n`);
      for (const message of arrived.splice(0)) {
        const parsed = parseEvent(message);
        if (parsed) yield parsed;
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    if (isClusterError(error)) throw error;
    throw new ClusterError(
      'unreachable',
      l10n.t('The event stream of Marathon at {0} ended.', http.options.address),
      undefined,
      messageOf(error),
      { cause: error },
    );
  } finally {
    data.destroy();
  }
}

/** Parses an event. undefined if its type is unknown. A truncated or malformed event has only its type. */
function parseEvent({ event: name, data }: Pick<EventSourceMessage, 'event' | 'data'>): MarathonEvent | undefined {
  const parsed = event.safeParse(parseJson(data));
  if (!parsed.success) return name === undefined ? undefined : { type: name };
  const { eventType, id, plan: carried, currentStep, reason, taskStatus, appId, message } = parsed.data;
  const deployment = carried?.id ?? (eventType.startsWith('deployment_') ? id : undefined);
  return {
    type: eventType,
    ...(deployment !== undefined && { deployment }),
    ...(currentStep && { actions: currentStep.actions.map(describeAction) }),
    ...(reason !== undefined && { reason }),
    ...(taskStatus !== undefined &&
      appId !== undefined && { task: { app: appId, status: taskStatus, message: message ?? '' } }),
  };
}
