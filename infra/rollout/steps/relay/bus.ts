import type { Json } from '../../../../src/core/json.ts';
import type { Bus } from '../../../definitions/buses.ts';
import { fitting, splitInstallation } from '../../../definitions/limits.ts';
import type { Item } from '../../item.ts';
import { held } from '../../looks.ts';
import type { Place } from '../../place.ts';
import { statementForm, statementsOf } from '../../policy-form.ts';
import { findOrUndefined } from '../answers.ts';
import { isTagged, keyed, notOurs } from '../ours.ts';

const gone = 'ResourceNotFoundException';

/** Keeps a bus, and of its policy the one statement that is ours: those of others stay. */
export function eventBus({ ask, accountId, region }: Place, { name, arn, statementId, statement }: Bus): Item {
  const wanted = { Sid: statementId, ...statement };
  const find = () => findOrUndefined(ask('events:DescribeEventBus', { Name: name }), gone);
  return {
    ...{ step: 'relay', object: `bus ${name}`, accountId, region },
    look: async () => {
      const found = await find();
      const before = found && { letsIn: ofSid(found.Policy, statementId)[0] ?? null };
      return held(before, { letsIn: statementForm(wanted) });
    },
    write: async (lack) => {
      if (lack.state === 'missing') {
        await findOrUndefined(
          ask('events:CreateEventBus', { Name: name, Tags: keyed }),
          'ResourceAlreadyExistsException',
        );
      }
      const { Policy } = (await find()) ?? {};
      const others = statementsIn(Policy).filter(({ Sid }) => Sid !== statementId);
      const document = { Version: '2012-10-17', Statement: [...others, wanted] };
      fitting(document, { limit: 'busPolicy', owner: `The policy of the bus ${name}`, advice: splitInstallation });
      await ask('events:PutPermission', { EventBusName: name, Policy: JSON.stringify(document) });
    },
    remove: async () => {
      const found = await find();
      if (!found) return 'absent';
      const { Tags } = await ask('events:ListTagsForResource', { ResourceARN: arn });
      if (isTagged(Tags)) {
        await findOrUndefined(ask('events:DeleteEventBus', { Name: name }), gone);
        return 'removed';
      }
      if (ofSid(found.Policy, statementId).length === 0) return { kept: notOurs };
      const permission = { EventBusName: name, StatementId: statementId };
      await findOrUndefined(ask('events:RemovePermission', permission), gone);
      return { kept: `${notOurs} Only its statement ${statementId} goes.` };
    },
  };
}

function statementsIn(policy: string | undefined) {
  return policy ? statementsOf(policy) : [];
}

function ofSid(policy: string | undefined, sid: string): readonly Json[] {
  return statementsIn(policy)
    .filter(({ Sid }) => Sid === sid)
    .map(statementForm);
}
