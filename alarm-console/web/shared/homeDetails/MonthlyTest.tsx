import { useNow } from "../clock/useNow.ts";
import { wallDate } from "../clock/wallTime.ts";
import type { HomeDetail } from "./home.ts";

const dayMs = 86_400_000;
/** A home is tested each month. */
const testedDays = 31;

/** When a test call of this home was closed last: "Monthly test: 12 November", or "Monthly test: none for 34 days". */
export function MonthlyTest({ home }: { home: Pick<HomeDetail, "lastTestAt" | "createdAt" | "timezone"> }) {
  const { lastTestAt, createdAt, timezone } = home;
  const days = useNow((now) => Math.floor((now - Date.parse(lastTestAt ?? createdAt)) / dayMs));
  const isDue = days > testedDays;
  return (
    <p className="monthly-test" data-due={isDue}>
      Monthly test: {isDue ? `none for ${days} days` : lastTestAt === null ? "none yet" : wallDate(lastTestAt, timezone)}
    </p>
  );
}
