import { readConstants } from './model/constants.ts';
import { LOAD } from './model/load.ts';
import { plan, breaks, mostConnections, cells } from './model/plan.ts';
import { DESIGNS } from './model/design.ts';
import type { DesignName } from './model/design.ts';
import { simulate } from './simulate.ts';
const constants = readConstants();
console.log(JSON.stringify(constants));
for (const design of Object.keys(DESIGNS) as DesignName[]) {
  for (const n of [1e4,1e5,1e6]) { const p = plan({design,load:LOAD,constants}, n); console.log(design, n, p.nodes, p.over, JSON.stringify(Object.fromEntries(Object.entries(p.use).map(([k,v])=>[k,Number(v.toPrecision(3))])))); }
  console.log(breaks({design,load:LOAD,constants}));
}
console.log('most', mostConnections(LOAD, constants), cells({load:LOAD,constants},1e6));
const t=Date.now(); console.log(simulate(constants), Date.now()-t);
