/** The package `classic-level`, LevelDB itself: a development dependency, loaded only where it is needed. */
import { MissingPackageError } from './errors.ts'

type ClassicPackage = typeof import('classic-level')

/**
 * @param what needs it, for the message.
 * @param load for tests.
 * @throws MissingPackageError if it is not installed, or not for this machine.
 */
export async function classicPackage(what: string, load: () => Promise<ClassicPackage> = () => import('classic-level')): Promise<ClassicPackage> {
  try {
    return await load()
  } catch (error) {
    throw new MissingPackageError('classic-level', what, error)
  }
}
