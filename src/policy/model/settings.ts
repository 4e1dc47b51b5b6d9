import type { Network } from './address';
import type { FromWorkloads } from './endpoint';

/** What of Calico's configuration and version changes verdicts. */
export interface Settings {
  /** For hosts that say nothing themselves (`defaultEndpointToHostAction`). */
  readonly fromWorkloads: FromWorkloads;
  /** Always open at host endpoints. */
  readonly failsafe: { readonly ingress: readonly FailsafePort[]; readonly egress: readonly FailsafePort[] };
  /** Whether workloads may send IP in IP, and VXLAN, if policy lets them. */
  readonly encapsulation: { readonly ipip: boolean; readonly vxlan: boolean };
  /** The UDP port of VXLAN. */
  readonly vxlanPort: number;
  /** Whether what cannot start a connection is dropped before any policy. */
  readonly dropsInvalid: boolean;
  /** What `pass` in a profile's rule does. */
  readonly profilePass: 'next-profile' | 'deny';
  /**
   * Felix 1.4 renders `next-tier` as two rules: mark on a match, then leave if marked. The mark stays on the packet, so
   * any later rule of that kind in a profile is taken whether it matches or not, at the destination's endpoint too.
   */
  readonly passMarkStays: boolean;
  /** Whether a host takes DNS, DHCP and neighbor discovery from its workloads whatever policy says (Felix 1.x). */
  readonly servesWorkloads: boolean;
}

/** A port, from or to a network where one is given. */
export interface FailsafePort {
  /** IP protocol number. */
  readonly protocol: number;
  readonly port: number;
  readonly net?: Network;
}
