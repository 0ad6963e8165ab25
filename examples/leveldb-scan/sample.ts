/** The database that `npm start` scans when it is given none: the chemical elements, written so that all parts of a database come into play. */
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { classicPackage } from './classic-package.ts'

const SYMBOLS = (
  'H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe ' +
  'Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr ' +
  'Rf Db Sg Bh Hs Mt Ds Rg Cn Nh Fl Mc Lv Ts Og'
).split(' ')

/** Symbols that were provisional for years, and what became of them. */
const PROVISIONAL: readonly [number, string][] = [[113, 'Uut'], [115, 'Uup'], [117, 'Uus'], [118, 'Uuo']]

/** Where the sample lies. */
export function sampleFolder(): string {
  return fileURLToPath(new URL('./sample-db', import.meta.url))
}

/**
 * Makes the sample unless it is there.
 *
 * @throws MissingPackageError if `classic-level`, a development dependency, is not installed.
 */
export async function ensureSample(): Promise<string> {
  const folder = sampleFolder()
  if (existsSync(folder)) return folder
  // Made beside its place and moved there whole: an interrupted run leaves no half of a sample behind.
  const making = mkdtempSync(`${folder}-`)
  try {
    await writeSample(making)
    renameSync(making, folder)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    // Somebody else may have been faster.
    if (!existsSync(folder)) throw error
  }
  return folder
}

function key(number: number): string {
  return `element/${String(number).padStart(3, '0')}`
}

/** Three times open: a compacted table, a table of level 0 above it, and a log that overwrites and deletes. */
async function writeSample(folder: string): Promise<void> {
  const { ClassicLevel } = await classicPackage('making the sample')
  const db = new ClassicLevel<string, string>(folder)
  for (const [at, symbol] of SYMBOLS.entries()) await db.put(key(at + 1), symbol)
  await db.put(key(119), 'Uue')
  await db.compactRange(key(0), key(999))
  await db.batch(PROVISIONAL.map(([number, symbol]) => ({ type: 'put', key: key(number), value: symbol })))
  await db.put('about', 'the chemical elements, by atomic number')
  await db.close()
  await db.open()
  for (const [number] of PROVISIONAL) await db.put(key(number), SYMBOLS[number - 1]!)
  await db.del(key(119))
  await db.close()
}
