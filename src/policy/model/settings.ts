import type { Network } from './address';
import type { FromWorkloads } from './endpoint';

/** Parts of Calico's configuration and version that affect verdicts. */
export interface Settings {
  /** For hosts without their own setting (`defaultEndpointToHostAction`). */
  readonly fromWorkloads: FromWorkloads;
  /** Always open at host endpoints. */
  readonly failsafe: { readonly ingress: readonly FailsafePort[]; readonly egress: readonly FailsafePort[] };
  /** Whether workloads may send IP in IP and VXLAN if policy allows it. */
  readonly encapsulation: { readonly ipip: boolean; readonly vxlan: boolean };
  /** The UDP port of VXLAN. */
  readonly vxlanPort: number;
  /** Whether packets that can't start a connection are dropped before any policy. */
  readonly dropsInvalid: boolean;
  /** The effect of `pass` in a profile's rule. */
  readonly profilePass: 'next-profile' | 'deny';
  /**
   * Felix 1.4 renders `next-tier` as two rules: mark on a match, then return if marked. The mark stays on the packet,
   * so any later such rule in a profile applies whether it matches or not, also at the destination's endpoint.
   */
  readonly passMarkStays: boolean;
  /** Whether a host accepts DNS, DHCP and neighbor discovery from its workloads regardless of policy (Felix 1.x). */
  readonly servesWorkloads: boolean;
}

/** A port, from or to a network if one is given. */
export interface FailsafePort {
  /** IP protocol number. */
  readonly protocol: number;
  readonly port: number;
  readonly net?: Network;
}
