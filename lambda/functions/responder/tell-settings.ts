import { settingsNews } from '../../core/alerts/settings-alert.ts';
import type { RegionRecord } from '../../core/model/region-record.ts';
import type { Invocation } from './invocation.ts';
import { changeItem } from './records/change-item.ts';
import { writeRegion } from './records/write-records.ts';

/**
 * Tells of settings that could not be read, and forgets them when they are corrected.
 *
 * @param known the Region's record as the sweep has read it
 */
export async function tellSettings(known: RegionRecord, r: Invocation): Promise<void> {
  if (r.settingProblems.length === 0 && known.settingsTold === undefined) return;
  await changeItem<RegionRecord>({
    read: () => r.region.read(),
    change: (region) => withSettingsTold(region, r),
    write: (region) => writeRegion(region, r),
    sleep: r.sleep,
  });
}

function withSettingsTold(region: RegionRecord, r: Invocation): RegionRecord {
  const { told, alert } = settingsNews(region.settingsTold, r.settingProblems, r.now());
  if (told === region.settingsTold) return region;
  const { settingsTold: _, ...rest } = region;
  return {
    ...rest,
    ...(told === undefined ? {} : { settingsTold: told }),
    newAlerts: alert === undefined ? region.newAlerts : [...region.newAlerts, alert],
  };
}
