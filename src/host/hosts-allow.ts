/**
 * /etc/hosts.allow, the access lists of TCP wrappers (hosts_access(5), with the options of hosts_options(5) and the
 * bracketed IPv6 addresses of today's libwrap): which clients a daemon admits. Only reads; admits nobody itself.
 */
import { readFile } from 'node:fs/promises'
import type { AdmittedHosts } from './facts.ts'

/** Where libwrap looks. */
const FILE = '/etc/hosts.allow'

/** Items of a list are parted by blanks, commas or both. */
const SEPARATORS = /[\s,]+/

/**
 * The lists of the file that admit somebody, in its order. An item of a list with EXCEPT carries the exception with it
 * (`.example.com EXCEPT bad.example.com`), since without it more would be said than was written. Lists whose options
 * deny are left out, and so is what libwrap would not understand either.
 */
export function parseHostsAllow(text: string): AdmittedHosts[] {
  return logicalLines(text).flatMap(line => {
    const [daemons, clients, ...options] = fieldsOf(line)
    if (daemons === undefined || clients === undefined) return []
    if (options.some(option => /^deny$/i.test(option.trim()))) return []
    const list = { daemons: itemsOf(daemons), clients: itemsOf(clients) }
    return list.daemons.length === 0 || list.clients.length === 0 ? [] : list
  })
}

/** The clients that the lists admit to this daemon (`sshd`), as written, each once. */
export function admittedFor(lists: readonly AdmittedHosts[], daemon: string): string[] {
  const clients = lists.filter(list => list.daemons.some(item => names(item, daemon))).flatMap(list => list.clients)
  return [...new Set(clients)]
}

/** Empty when there is no such file; null where it cannot be read, and on every platform but Linux. */
export async function readHostsAllow(): Promise<readonly AdmittedHosts[] | null> {
  if (process.platform !== 'linux') return null
  try {
    return parseHostsAllow(await readFile(FILE, 'utf8'))
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? [] : null
  }
}

/** A backslash at the end of a line joins it with the next, in comments too. A comment has its # in the first column. */
function logicalLines(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)
    .filter(line => !line.startsWith('#') && line.trim() !== '')
}

/** Parted by colons, but not by those inside of brackets (IPv6) and not by escaped ones (in options). */
function fieldsOf(line: string): string[] {
  return [...`${line}:`.matchAll(/((?:\[[^\]]*\]|\\.|[^:])*):/g)].map(found => found[1] ?? '')
}

function itemsOf(list: string): string[] {
  const [items = [], ...exceptions] = operands(list)
  const suffix = exceptions.map(it => ` EXCEPT ${it.join(' ')}`).join('')
  return items.map(item => `${item}${suffix}`)
}

/** The lists between the words EXCEPT: `a b EXCEPT c` gives [a, b] and [c]. */
function operands(list: string): string[][] {
  const lists: string[][] = [[]]
  for (const word of list.split(SEPARATORS).filter(it => it !== '')) {
    if (/^EXCEPT$/i.test(word)) lists.push([])
    else lists.at(-1)?.push(word)
  }
  return lists
}

/** `a EXCEPT b EXCEPT c` is read as `a EXCEPT (b EXCEPT c)`, as hosts_access(5) says. */
function names(item: string, daemon: string): boolean {
  return holds(operands(item), daemon)
}

function holds([items = [], ...exceptions]: readonly string[][], daemon: string): boolean {
  if (!items.some(item => isDaemon(item, daemon))) return false
  return exceptions.length === 0 || !holds(exceptions, daemon)
}

/** `sshd@192.0.2.1` is sshd, as it is called at that address. */
function isDaemon(item: string, daemon: string): boolean {
  const name = (item.split('@', 1)[0] ?? '').toLowerCase()
  return name === 'all' || name === daemon.toLowerCase()
}
