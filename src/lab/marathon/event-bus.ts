import { EventEmitter } from 'node:events';

/** An event of Marathon's stream: its type, time, and type-specific data. */
export interface MarathonEvent {
  readonly eventType: string;
  readonly timestamp: string;
  readonly [field: string]: unknown;
}

/** Marathon's events. Nothing is stored: late subscribers miss earlier events. */
export class EventBus extends EventEmitter<{ event: [MarathonEvent] }> {
  constructor() {
    super();
    this.setMaxListeners(0);
  }

  publish(eventType: string, fields: Readonly<Record<string, unknown>> = {}): void {
    this.emit('event', { ...fields, eventType, timestamp: new Date().toISOString() });
  }
}
