"""Questions, negations, conditions, plans and reports: a message that has one mentions a command and gives none."""

from __future__ import annotations

import re

QUESTION = re.compile(
    r"[?？]\s*$|[吗么嘛](?:[\s。.!,，~]|$)|(?:没有?|不|否)[\s。.]*$(?<!没没)|呢[\s。.]*$|怎么|怎样|怎麽|如何|咋|啥|为什么|为何|干嘛|什么|哪|谁|几时|(?<!好)几天|多久"
    r"|多少|能不能|可不可|可否|是不是|是否|要不要|该不该|行不行|好不好|会不会|有没有|能否|想不想|用不用|需不需|还是.{0,8}[?？]|会怎|问一下|问问|请教"
)
NEGATION = re.compile(r"不|没|别|未|无法|勿|莫|甭|休要|休想|免|非|拒绝|否|暂|停止|取消|禁止|唔好|勿要|覅|弗")
CONDITION = re.compile(
    r"如果|如若|假如|假使|要是|若|倘|万一|一旦|除非|只要|只有|的话|再说|等到|等.{1,12}(?:再|后|了)|之前|以前|之后|以后|前先|然后|不然|否则|情况下|时候|才"
)
PLAN = re.compile(
    r"可以|可能|应该|应当|需不|准备|打算|考虑|计划|建议|最好|不如|回头|待会|等会|等下|等等|晚点|晚上|明天|明早|后天|下周|下午|过两天|过几天|稍后|稍等|改天|将要|快要|想想"
)
REPORT = re.compile(r"他|她|它们|人家|某某|[说讲问]|据称|让我|叫我|要我|通知我|之类|比如|例如|什么叫|意思|区别|依据是")
PAST = re.compile(r"昨天|前天|昨日|上午|早上|上周|上次|上回|刚才|刚刚|曾|已经|过了?$|过[的吗没]|之前")


_LATER = re.compile(r"[先暂再快]|差不多|即将|正在|[让叫使派](?:\s|$)|(?<!好)几[次个天号点件回遍]|第几|多长")


# Behind a command: what takes it back, or asks. A reason may well have a 不 or a 没 in it.
TAKEN_BACK = re.compile(
    r"^[\s,，]*(?:先?(?:不要|别|不用|不必|不能)(?:了|吧|收|签|办|退|撤|催)?[\s。.!]*$|算了|[再先]等|[再先]?等[等下]|[再先]?等一[等下]|慢着|再说|再看|再议|先放|先缓|要不|要谁|谁|稍等|暂缓|缓一缓|先别|先不|吗|么|会怎|会不会|怎么|能不能"
    r"|可以吗|行吗|对吗|好吗|好不好|行不|对不|是不|要不|可以不|怎样|如何|还是.{0,6}[\s。.]*$"
    r"|还?(?:没|未|待)有?(?:确?定|想好)[了\s。.!]*$|还?不能?确定[\s。.!]*$)"
    r"|([一-鿿])不\1|什么了?[\s。.!]*$|[?？][\s。.!！)）]*$|[吗嘛][\s。.!]*$|如果|要是|假如|除非|的话|再说$|再说吧|怎么办|行不行|可不可以|能不能|多久|什么时候|先不要|开玩笑"
)

# Behind a whole command, wherever it stands: who says such a thing is not through with it.
_HESITATES = re.compile(
    r"[?？]|[吗么嘛](?:[\s。.!,，、]|$)|或者|要不要|是不是|是否|能不能|可不可以|该不该|行不行|好不好|对不对|会不会|用不用|需不需"
    r"|还是(?!不|没|老|错|很|挺|比较|可以|满意|原|旧|那|显示|有|为|未|无)|拿不准|说不准|没把握|不(?:能|敢)?(?:确定|肯定|保证)|不一定|不太?合适|觉得"
    r"|(?:没|未|不)(?:有)?(?:同意|批准|点头|说定|说好)|(?:没|未)(?:有)?(?:定|想好|确定|商量|请示|问过?(?:领导|科长|主任|局长))|待定|暂定|再定"
    r"|^还?(?:没(?!有?(?:问题|错|毛病|差错|意见))|未|别|勿|莫|不要|不用|不必)|[\s,，。;；](?:还没|先别|先不|不要|不用|别)(?:了|吧|[一-鿿]{0,3})?[\s。.!]*$|不用(?:改|办|管|填|登记|更正|转|发)|但是?(?:目录|领导|还|我|没|不)"
    r"|听.{1,5}的[\s。.!]*$|打算|回头|待会|等会|等下|等等|等一下|晚点|改天|稍后|想想|先(?:问|看看|放|等|别|不|缓)|(?:明天|后天|明早|下周|下午|晚上).{0,3}(?:再|才)"
    r"|再(?:说|看|议|等|想|商量)|算了|慢着|暂缓|开玩笑|作废|不算"
)
LEAVES = re.compile(
    r"^[\s,，]*(?:那?[件个]|的)?(?:就|还|也)?(?:先|暂|不(?!予|认可|同意|批准|符合|属)|别|留|等|缓|慢)"
)  # behind the number of a ticket
MISTAKEN = re.compile(
    r"(?:^|[\s,，\d])(?:打|点|弄|搞|写|发|选|填)?错[了啦](?:吧|啊|呀)?[\s。.!]*$"
)  # behind an act without words
_PICTURES = re.compile("[\u2600-\u27bf\u2b05-\u2b55\u2049\U0001f000-\U0001faff]")
_APPROVING = frozenset(
    "🙏👌👍✅✔✓☑★⭐🆗🤝💪👏🌹🌷🌺💐😊🙂☺😄😀😁😃😉🫡❤💕💖🎉🤗☕🌞☀✌🤙💯🙌\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
)
_REFUSING = re.compile(  # as a client sends them in words
    r"\[(?:弱|NO|no|疑问|拒绝|差劲|鄙视|踩|不|再见|发怒|生气|捂脸|笑哭|流泪|尴尬|晕|汗|惊讶|撇嘴|难过|裂开|白眼)\]"
)

# Of whom a number or a right is, and who is away: cues of a topic, none of an order.
OF_RIGHTS = re.compile(r"权限|授权|授予|角色|职务")  # 给林晓棠开个督办权限 is about a person, not about a case
SOON = re.compile(r"马上|立刻|立马|就要|就快|快要|即将|很快|一会儿?就|等下|今天能|明天能|能改好|可以改好")
# A colleague acts meanwhile: 我10月8号到12号不在 周子衡替我.
SPAN = 40
INSTEAD_OF_ME = re.compile(
    r"(?:不在|请假|休假|出差|外出|年假|学习|培训).{0,12}(?:替我|代我|帮我顶|顶我|代班|代办|代替|接我)|由[^\s,，]{2,4}(?:代我|代替我|替我)"
)
# A party's telephone is on the case, not the centre's: 陈予安电话多少.
OF_SOMEBODY = re.compile(
    r"^(?!.*(?:你们|中心|大数据|咨询|服务|客服|投诉|热线|联系|办公|打))[一-鿿]{2,4}的?(?:电话|手机|手机号|号码)(?:号码|号)?(?:是)?(?:多少|几号|什么|呢|[?？])"
)
OF_DATA = re.compile(r"还是|没有?改|旧的|老的|不对|错|写成")  # a telephone number on record, not the centre's


def refuses(typed: str) -> bool:
    """Whether a picture says anything but yes or thanks: 收办 👎."""
    strange = any(found not in _APPROVING for found in _PICTURES.findall(typed))
    return strange or _REFUSING.search(typed) is not None


def hesitates(rest: str) -> bool:
    """Whether the words behind a command ask, put off, or name another choice: a reason may well deny something."""
    return refuses(rest) or _HESITATES.search(rest) is not None or TAKEN_BACK.search(rest) is not None


def doubted(text: str) -> bool:
    """Whether these words ask, deny, suppose, plan or report."""
    return any(each.search(text) for each in (QUESTION, NEGATION, CONDITION, PLAN, REPORT))


def unsettled(text: str, *, reports: bool) -> bool:
    """The same of words around a command; a past one is no command either, unless it `reports` what was done."""
    return doubted(text) or _LATER.search(text) is not None or (not reports and PAST.search(text) is not None)
