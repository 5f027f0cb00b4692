/** A small disk of its own, in memory, to be filled. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Mounts a disk of so many KiB, until the test ends. */
export function mountDisk(t: { teardown(work: () => unknown): unknown }, kilobytes: number): string {
  const { disk, unmount } = mount(kilobytes)
  t.teardown(unmount)
  return disk
}

function mount(kilobytes: number) {
  const disk = mkdtempSync(join(tmpdir(), 'sourcebook-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', disk], { stdio: 'ignore' })
  } catch (error) {
    rmdirSync(disk)
    throw error
  }
  const unmount = () => {
    execFileSync('umount', ['--lazy', disk])
    rmdirSync(disk)
  }
  return { disk, unmount }
}

/** For `skip`: false where a disk can be mounted, else why the case is left out. */
export const withoutDisks: string | false = canMount()
  ? false
  : 'no disk can be mounted here: that takes Linux and root'

function canMount(): boolean {
  try {
    mount(64).unmount()
    return true
  } catch {
    return false
  }
}
