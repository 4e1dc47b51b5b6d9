import { EventEmitter } from 'node:events';

/** An event of Marathon's stream: its type, the time, and what the type brings along. */
export interface MarathonEvent {
  readonly eventType: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

/** What all of Marathon tells the world. Nothing is kept: who is not listening misses it. */
export class EventBus extends EventEmitter<{ event: [MarathonEvent] }> {
  constructor() {
    super();
    this.setMaxListeners(0);
  }

  publish(eventType: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.emit('event', { ...fields, eventType, timestamp: new Date().toISOString() });
  }
}
