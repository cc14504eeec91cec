import { test } from 'vitest';
import { createCsvDecoder } from '../../src/formats/csv/decoder.js';
import { createCsvEncoder } from '../../src/formats/csv/encoder.js';
const enc = new TextEncoder(), dec = new TextDecoder();
function read(text: string, o = {}, size = 1e9) { const d = createCsvDecoder(o); const b = enc.encode(text); const out=[]; for (let i=0;i<b.length;i+=size) out.push(...d.push(b.subarray(i,i+size))); out.push(...d.end()); return out; }
function write(bs: any[], o={}) { const e = createCsvEncoder(o); let s=''; for (const b of bs) for (const c of e.push(b)) s+=dec.decode(c); return s; }
test('x', () => {
  const text = 'id,"na""me",v,b,l,e\r\n1,"a,""b""",0.5,true,"[1,2.5,null,""NaN""]",\r\n2,,,FALSE,[],\r\n-9223372036854775808,"",-1e-5,,"[]",\r\n';
  for (const size of [1,2,3,7,1e9]) {
    const bs = read(text, {}, size);
    const b = bs[0];
    console.log(bs.length, b.numRows, String(b.schema), JSON.stringify(b.toArray().map((r:any)=>r.toJSON()), (k,v)=>typeof v==='bigint'?`${v}n`:v));
    console.log(write(bs));
    console.log(write(read(text,{cells:'raw'},size))===text);
  }
  for (const bad of ['a,b\n1,2\n3\n','a\n"x','a,b\n1,"x"y\n','a\n1\n\xff','a,b\n1,2\n', '']) try { console.log(read(bad,{types:{a:'boolean'}}).length) } catch (e) { console.log(String(e)) }
});
test('speed', () => {
  const rows=200000; let lines=['id,text,'+Array.from({length:10},(_,i)=>`logit_${i}`).join(',')];
  let s=1; const rnd=()=>{s=(Math.imul(s,1664525)+1013904223)>>>0; return s/2**32};
  for (let i=0;i<rows;i++) lines.push(`${i},some text ${i},`+Array.from({length:10},()=>String(Math.fround(rnd()*20-10).toPrecision(8))).join(','));
  const bytes = enc.encode(lines.join('\n')+'\n');
  for (let rep=0;rep<4;rep++) { for (const cells of ['typed','raw'] as const) {
    let t=performance.now(); const d=createCsvDecoder({cells}); let n=0; for (let i=0;i<bytes.length;i+=1<<20) for (const b of d.push(bytes.subarray(i,i+(1<<20)))) n+=b.numRows; for (const b of d.end()) n+=b.numRows;
    t=performance.now()-t; console.log(cells, n, (bytes.length/1e6/(t/1e3)).toFixed(1),'MB/s');
    const bs=read(lines.join('\n'),{cells}); t=performance.now(); const e=createCsvEncoder(); let m=0; for (const b of bs) for (const c of e.push(b)) m+=c.length; t=performance.now()-t; console.log(' write', (m/1e6/(t/1e3)).toFixed(1));
    }
    const bs=read(lines.join('\n'),{types:{'logit_*':'float32'}}); let t=performance.now(); const e=createCsvEncoder(); let m=0; for (const b of bs) for (const c of e.push(b)) m+=c.length; t=performance.now()-t; console.log(' write f32', (m/1e6/(t/1e3)).toFixed(1));
  }
  for (const mb of [50,100]) { const big=new Uint8Array(mb*1e6).fill(97); const h=enc.encode('a,b\n1,"'), f=enc.encode('"\n'); const t=performance.now(); const d=createCsvDecoder(); let n=0; const go=(c:Uint8Array)=>{for(const b of d.push(c)) n+=b.numRows}; go(h); for(let i=0;i<big.length;i+=65536) go(big.subarray(i,i+65536)); go(f); for(const b of d.end()) n+=b.numRows; console.log(mb,'MB field',n,(performance.now()-t).toFixed(0),'ms'); }
  for (const k of [50000,100000]) { const h=Array.from({length:k},(_,i)=>'c'+i).join(',')+'\n'; const r=Array.from({length:k},(_,i)=>i%7).join(',')+'\n'; const b=enc.encode(h+r.repeat(50)); const t=performance.now(); const d=createCsvDecoder(); let n=0; for(const x of d.push(b)) n+=x.numRows; for(const x of d.end()) n+=x.numRows; console.log(k,'columns',n,(performance.now()-t).toFixed(0),'ms'); }
}, 120000);
