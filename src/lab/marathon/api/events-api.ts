import type { Express, Request, Response } from 'express';
import type { EventBus, MarathonEvent } from '../event-bus';

/** Milliseconds between the empty lines that keep an idle stream open. */
const KEEP_ALIVE = 10_000;

/** `/v2/events` (Marathon 0.14 HttpEventStreamServlet): server-sent events, not numbered and not replayed. */
export function eventsApi(app: Express, events: EventBus): void {
  app.get('/v2/events', (request, response) => {
    if (request.headers.accept?.includes('text/event-stream')) stream(events, request, response);
    else response.status(405).end();
  });
}

function stream(events: EventBus, request: Request, response: Response): void {
  response
    .status(200)
    .set({ 'Content-Type': 'text/event-stream;charset=UTF-8', 'Cache-Control': 'no-cache' })
    .flushHeaders();
  const send = (event: MarathonEvent): void => {
    response.write(`event: ${event.eventType}\r\ndata: ${JSON.stringify(event)}\r\n\r\n`);
  };
  events.on('event', send);
  events.publish('event_stream_attached', { remoteAddress: request.ip });
  const keepAlive = setInterval(() => response.write('\r\n'), KEEP_ALIVE);
  response.on('close', () => {
    clearInterval(keepAlive);
    events.off('event', send);
    events.publish('event_stream_detached', { remoteAddress: request.ip });
  });
}
