import { spawnSync } from 'node:child_process'
import { openRoutedWorld } from './netns.ts'
import { startLive } from './netns-live.ts'
import { countCalls } from './netns-live-count.ts'
import * as mail from './netns-live-mail.ts'
import * as others from './netns-live-others.ts'

const all: any = { ...mail, ...others }
const world = openRoutedWorld()
const names = process.argv.slice(2)
const t = Date.now()
try {
  const recipes = names.map(n => all[n])
  const live = await startLive(world.server, recipes)
  console.log('started', Date.now() - t)
  const counter = countCalls(
    world.server,
    recipes.flatMap((r: any) => r.ports),
  )
  for (const p of recipes.flatMap((r: any) => r.ports))
    for (const who of ['client', 'server'] as const) {
      const r = spawnSync(
        'ip',
        [
          'netns',
          'exec',
          world[who].namespace,
          'timeout',
          '5',
          'bash',
          '-c',
          `exec 3<>/dev/tcp/${world.server.addresses[4]}/${p}; (sleep 3; printf 'EHLO x.example\\r\\nQUIT\\r\\n')>&3 & timeout 4 cat <&3`,
        ],
        { encoding: 'latin1' },
      )
      console.log(p, who, JSON.stringify(r.stdout), r.stderr)
    }
  console.log(counter.calls())
  const t2 = Date.now()
  await live.stop()
  console.log('stopped', Date.now() - t2, world.server.run('ip', 'netns', 'pids', world.server.namespace))
} catch (e) {
  console.log(e)
} finally {
  await world.close()
}
