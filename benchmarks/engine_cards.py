"""Cards a second: two `serve --role worker` against the stand-in, on PostgreSQL with fsync; and pick-up across processes."""
import sys, time, os, subprocess, tempfile
from pathlib import Path
sys.path.insert(0,'/work/wt/i12-engine'); os.chdir('/work/wt/i12-engine')
from tests import postgresql as P
P.FAST = "-c max_connections=200 -c shared_buffers=64MB -c listen_addresses=''"
tempfile.tempdir='/var/tmp'
from tests.blackbox.conftest import KEYS, Installation, members
from tests.blackbox.machine import *
from tests.blackbox.server import serving
from tests.blackbox.standin_platform import StandInPlatform
from tests.blackbox.load import UNPACED
from store.engine.session import Store
from store.vault import read_keys
from store.messages import outbox
from bot.message_json import *
from bot.outbound import Lane, Post
from bot.ports import Card, CardKind
from store.people import persons
from sqlalchemy import text
from datetime import datetime, UTC
N=int(sys.argv[1]) if len(sys.argv)>1 else 1000
NW=int(sys.argv[2]) if len(sys.argv)>2 else 2
with P.running() as server:
    url=server.url_of(server.create())
    folder=Path(tempfile.mkdtemp(dir='/dev/shm'))
    platform=StandInPlatform(KEYS.corp, KEYS.secret, KEYS.agent, members())
    with serving(platform) as api:
        config=write_config(folder, database=url, keys=KEYS, api=api, port=free_port())
        create_district(config)
        store=Store(url, read_keys(SEAL+INDEX))
        inst=Installation(folder,url,api,platform)
        ws=[inst.machine(role="worker", **UNPACED) for _ in range(NW)]
        time.sleep(6)
        print('workers up',flush=True)
        def left():
            with store.read() as s: return s.scalar(text("select count(*) from outbox where state in ('pending','sending')"))
        with store.read() as s: people=[p for p in s.scalars(text("select id from people")).all()]
        # pick-up: one message, to the time it arrives at the stand-in
        lat=[]
        def put(n, name, same=False):
            with store.write() as s:
                now=datetime.now(UTC)
                post=Post(s, store.vault, now, {"wecom":"saas"})
                for i in range(n):
                    p=persons.person(s, people[0 if same else i%len(people)])
                    post.notify(p, Card(CardKind.TEXT, body=f"{name}{i}"), event=f"{name}{i}", lane=Lane.TASK)
        def arrived(): return len(platform.bubbles) if hasattr(platform,'bubbles') else None
        def ready():
            t=time.time()
            while True:
                with store.read() as q:
                    if q.scalar(text("select count(*) from procrastinate_workers where last_heartbeat > now() - interval '3 s'"))>=3*NW: break
                if time.time()-t>60: print(ws[0].log[-3000:]); raise SystemExit(1)
                time.sleep(.1)
        ready(); print('ready',flush=True)
        put(3,'x'); 
        while left(): time.sleep(.1)
        for k in range(40):
            before=len(platform.messages) if hasattr(platform,'messages') else 0
            put(1,f"p{k}-")
            t=time.time()
            with store.read() as s: pass
            while left(): time.sleep(.001)
            lat.append(time.time()-t); time.sleep(.05)
        lat.sort(); print("pick-up to sent-and-marked p50 %.1f ms p95 %.1f ms load %.1f"%(lat[20]*1e3,lat[37]*1e3,os.getloadavg()[0]), flush=True)
        ten=[]
        for k in range(5):
            put(10,f"t{k}-",True); t=time.time()
            while left(): time.sleep(.001)
            ten.append((time.time()-t)/10*1e3)
        print("ten of one person, ms each", [round(x) for x in ten], flush=True)
        for w in ws: w.stop()
        with store.write() as s:
            pass
        t=time.time()
        with store.write() as s:
            # N messages to N different readers: rows by SQL from one, as a morning burst would be
            now=datetime.now(UTC)
            for i in range(N):
                outbox.enqueue(s, store.vault, dedupe=f"b{i}", platform="wecom", user=list(platform.members)[i%len(platform.members)] if hasattr(platform,'members') else "wu.kexin", payload=PAY(i), lane=3-1, now=now) if False else None
        put(N,"burst"); print("queued",N,"in %.1f s"%(time.time()-t), "people",len(people), flush=True)
        for w in ws: w.start()
        import os as _os
        def cpu(pids):
            r=0
            for p in pids:
                try: f=open(f"/proc/{p}/stat").read().rsplit(")",1)[1].split(); r+=int(f[11])+int(f[12])
                except OSError: pass
            return r/100
        import psycopg
        def pgs():
            with psycopg.connect(url) as c: return [r[0] for r in c.execute("select pid from pg_stat_activity").fetchall()]
        while left()>N*0.9: time.sleep(.01)
        pids=[w.pid for w in ws]; pp=pgs(); w0=cpu(pids); p0=cpu(pp); m0=time.process_time()
        a=left(); t=time.time()
        while left()>N*0.1: time.sleep(.02)
        b=left(); print("cpu ms a card: workers %.1f postgres %.1f stand-in and this %.1f"%((cpu(pids)-w0)/(a-b)*1e3,(cpu(pp)-p0)/(a-b)*1e3,(time.process_time()-m0)/(a-b)*1e3)); print("workers",NW,"cards/s %.0f"%((a-b)/(time.time()-t)), "load %.1f"%os.getloadavg()[0], flush=True)
        for w in ws: w.stop()
        store.close()
