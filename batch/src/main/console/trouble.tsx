import { Problem } from '@console/client';
import { Notice } from '@console/notice';
import { useSignal } from '@console/signal';
import { Ago } from '@console/time';
import { live } from './live';
import { texts } from './texts';

/** Says on every view what does not answer, for as long as that is so. */
export function Trouble() {
  const { redis, database, missing, at } = useSignal(live);
  if (!redis && !database && missing.length === 0) {
    return null;
  }
  const away = [redis, database].find((each) => each instanceof Problem && each.status === 0);
  return (
    <Notice kind="warn">
      {away ? (
        <p>
          <strong>{texts.trouble.server}</strong> {away.message}
        </p>
      ) : (
        <>
          {redis && (
            <p>
              <strong>{texts.trouble.redis}</strong> {redis.message}
            </p>
          )}
          {database && (
            <p>
              <strong>{texts.trouble.database}</strong> {database.message}
            </p>
          )}
          {!database &&
            missing.map((each) => (
              <p key={each}>
                <strong>{texts.trouble.missing}</strong> {each}
              </p>
            ))}
        </>
      )}
      <p>
        {at !== undefined && (
          <>
            {texts.trouble.last} <Ago at={at} />.{' '}
          </>
        )}
        {texts.trouble.again}
      </p>
    </Notice>
  );
}

/** Why what is shown is not newer: the view goes on trying. */
export function Old({ failure, at }: { failure: Error; at: number | undefined }) {
  return (
    <Notice kind="warn">
      <p>{failure.message}</p>
      {!(failure instanceof Problem && failure.status === 403) && (
        <p>
          {at !== undefined && (
            <>
              {texts.trouble.old} <Ago at={at} />.{' '}
            </>
          )}
          {texts.trouble.again}
        </p>
      )}
    </Notice>
  );
}
