import fc from 'fast-check';
import { compiledOf, withDrafts } from '/work/main/src/cluster/compiled';
import { effectOf } from '/work/main/src/cluster/effect';
import { lint } from '/work/main/src/policy/lint';
import { plainRule } from '/work/main/test/unit/policy/arbitraries';
import { endpoint, network, profile, snapshot } from '/work/main/test/unit/cluster/fixtures';
for (const N of [1000, 5000]) {
const rules = fc.sample(plainRule, { numRuns: N * 20, seed: 1 });
const id = (n: number) => n.toString(16).padStart(64, '0');
const seen = snapshot({ networks: Array.from({length:N},(_, i)=>network(id(i),`service-${i}`)), policy: {
 profiles: Array.from({length:N},(_, i)=>profile(id(i), rules.slice(i*20,i*20+20).map(r=>({...r, ...(r.src_tag!==undefined&&{src_tag:id((i*7)%N)})})))),
 endpoints: Array.from({length:N},(_, i)=>endpoint(id(i),[id(i)],`10.${i>>8}.${i&255}.1`)),
}});
const t=(name: string, f: ()=>unknown)=>{const b=performance.now();const r=f();console.log(N,name,(performance.now()-b).toFixed(1));return r as any};
const data = (seen.policy as any).data;
const c=t('compile',()=>compiledOf(data));
t('lint1',()=>lint(c)); t('lint2',()=>lint(c));
const draft = {...data.profiles[3], inbound:[...data.profiles[3].inbound,{action:'allow',protocol:'tcp',dst_ports:[1234]}]};
for (let k=0;k<3;k++) { const d2={...draft,inbound:[...draft.inbound,{action:'allow',protocol:'tcp',dst_ports:[k+1]}]};
const dd=t('withDrafts',()=>withDrafts(data,[d2])); t('compile draft',()=>compiledOf(dd)); t('effect',()=>effectOf([d2],seen)); }
}
