"""Identity matching: an account decides whose row it is, name and department only suggest (疑为同一人)."""

from __future__ import annotations

import pytest

from tests.importing.import_fixture import BEFORE, HEADING, ImportFixture, changes, outcomes, refused

ZHANG, LI, WANG, ZHAO = BEFORE


def test_import_is_idempotent(directory: ImportFixture) -> None:
    before = directory.whole()
    plan = directory.run(*BEFORE)
    assert (outcomes(plan), plan.refused, plan.missing, plan.steps) == (["未变"] * 4, [], [], [])
    assert directory.whole() == before


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("first", "second"), [("MZJ", "MZJ"), ("MZJ", "JYJ"), ("区民政局", "MZJ")])
def test_two_people_of_one_name_are_two(directory: ImportFixture, first: str, second: str, order: int) -> None:
    rows = [f"李伟,{first},officer-a,,w.f.a,,", f"李伟,{second},officer-b,,w.f.b,,"][::order]
    assert outcomes(directory.run(*rows)) == ["新增", "新增"]
    one, two = directory.who("w.f.a"), directory.who("w.f.b")
    assert one.id != two.id
    assert (one.roles, two.roles) == ("officer-a", "officer-b")
    assert [len(each.accounts) for each in (one, two)] == [1, 1]
    assert outcomes(directory.run(*rows)) == ["未变", "未变"]


def test_a_namesake_in_a_later_file_is_asked_about(directory: ImportFixture) -> None:
    before = directory.whole()
    row = "张伟,MZJ,handler,,zhang.wei2,,"
    plan = directory.run(row)
    assert refused(plan) == [2]
    for said in ("疑为同一人", "--accept-move wecom:zhang.wei=wecom:zhang.wei2", "--new-person wecom:zhang.wei2"):
        assert said in str(plan.refused[0])
    assert directory.whole() == before
    assert outcomes(directory.run(row, new="zhang.wei2")) == ["新增"]
    assert directory.number("zhang.wei") != directory.number("zhang.wei2")
    assert directory.who("zhang.wei").roles == "officer-a"
    assert outcomes(directory.run(row)) == ["未变"]


def test_a_namesake_beside_the_known_one_needs_no_question(directory: ImportFixture) -> None:
    assert outcomes(directory.run("张伟,MZJ,handler,,zhang.wei2,,", ZHANG)) == ["新增", "未变"]


def test_a_namesake_of_another_department_is_remarked_on(directory: ImportFixture) -> None:
    plan = directory.run("张伟,JYJ,handler,,zhang.wei2,,")
    assert outcomes(plan) == ["新增"]
    assert "疑为同一人" in plan.lines[0].remarks[0]
    assert directory.number("zhang.wei") != directory.number("zhang.wei2")


@pytest.mark.parametrize("user", ["ZHANG.WEI", "Zhang.Wei", "ｚｈａｎｇ．ｗｅｉ"])
def test_accounts_are_compared_without_case_and_width(directory: ImportFixture, user: str) -> None:
    number = directory.number("zhang.wei")
    assert directory.run(f"张伟,MZJ,officer-a,13812345678,{user},,").refused == []
    assert directory.number("zhang.wei") == number
    assert len(directory.whole()) == 4
    assert refused(directory.run(f"王新来,MZJ,officer-a,,{user},,")) == [2]


@pytest.mark.parametrize("user", ["desk", "DESK", "ｄｅｓｋ"])
def test_an_account_shared_in_one_file_is_a_fault_of_both(directory: ImportFixture, user: str) -> None:
    plan = directory.run("甲,MZJ,,,desk,,", f"乙,JYJ,,,{user},,")
    assert refused(plan) == [3, 2]
    assert "与第 2 行重复" in str(plan.refused[0])
    assert len(directory.whole()) == 4


def test_white_space_in_names_is_ignored(directory: ImportFixture) -> None:
    number = directory.number("zhang.wei")
    plan = directory.run(ZHANG.replace("张伟", "张 伟"))
    assert list(changes(plan)) == ["姓名 张伟 → 张 伟"]
    assert directory.number("zhang.wei") == number


def test_an_account_under_another_name_is_refused(directory: ImportFixture) -> None:
    before = directory.whole()
    plan = directory.run("王新来,MZJ,officer-a,,zhang.wei,,", LI)
    assert refused(plan) == [2]
    for said in ("张伟", "王新来", "--new-person wecom:zhang.wei", "--renamed wecom:zhang.wei"):
        assert said in str(plan.refused[0])
    assert directory.whole() == before


@pytest.mark.parametrize("flag", ["zhang.wei", "wecom:zhang.wei", "ZHANG.WEI", "WeCom:Zhang.Wei"])
def test_a_successor_is_somebody_new(directory: ImportFixture, flag: str) -> None:
    old = directory.number("zhang.wei")
    plan = directory.run("王新来,MZJ,officer-a,,zhang.wei,,", new=flag)
    assert outcomes(plan) == ["新增"]
    assert "张伟" in plan.lines[0].remarks[0]
    assert directory.whole()[old] == ("张伟", "MZJ", "officer-a", "dingtalk:zw-d", True)
    assert directory.who("zhang.wei").name == "王新来"
    again = directory.run("王新来,MZJ,officer-a,,zhang.wei,,", new=flag)
    assert (outcomes(again), again.steps) == (["未变"], [])
    assert len(again.notes) == 1


def test_a_person_without_accounts_is_inactive(directory: ImportFixture) -> None:
    old = directory.number("li.na")
    directory.run("王新来,JYJ,handler,,li.na,,", new="li.na")
    assert directory.whole()[old] == ("李娜", "MZJ", "officer-b", "", False)
    assert directory.who("li.na").department.code == "JYJ"


def test_both_accounts_of_one_row_are_transferred_together(directory: ImportFixture) -> None:
    old = directory.number("zhang.wei")
    assert outcomes(directory.run("王新来,MZJ,officer-a,,zhang.wei,zw-d,", new="wecom:zhang.wei")) == ["新增"]
    assert directory.whole()[old][3:] == ("", False)
    assert directory.number("zhang.wei") == directory.who("zw-d", "dingtalk").id != old


def test_a_person_who_transfers_an_account_and_is_in_the_file_stays_active(directory: ImportFixture) -> None:
    old = directory.number("li.na")
    assert outcomes(directory.run("王新来,MZJ,,,li.na,,", "李娜,MZJ,handler,,,,", new="li.na")) == ["新增", "变更"]
    assert directory.whole()[old] == ("李娜", "MZJ", "handler", "", True)


def test_a_successor_of_the_same_name(directory: ImportFixture) -> None:
    """Only the operator's option tells them apart; repeating it creates no duplicate person."""
    old = directory.number("li.na")
    refusal = directory.run("李娜,MZJ,handler,,li.na,,", new="li.na")
    assert refused(refusal) == [2]
    directory.run(f"{LI}否")
    assert outcomes(directory.run("李娜,MZJ,handler,,li.na,,", new="li.na")) == ["新增"]
    assert directory.number("li.na") != old
    assert directory.whole()[old][3:] == ("", False)
    assert outcomes(directory.run("李娜,MZJ,handler,,li.na,,", new="li.na")) == ["未变"]


def test_a_new_name_of_the_same_person(directory: ImportFixture) -> None:
    old, row = directory.number("li.na"), "李娜娜,MZJ,officer-b,,li.na,,"
    plan = directory.run(row, renamed="li.na")
    assert list(changes(plan)) == ["姓名 李娜 → 李娜娜"]
    assert "办理记录" in plan.lines[0].remarks[0]
    assert directory.whole()[old][0] == "李娜娜"
    assert outcomes(directory.run(row, renamed="li.na")) == ["未变"]


def test_a_changed_account_needs_an_option_and_replaces_the_old_one(directory: ImportFixture) -> None:
    old, row = directory.number("zhang.wei"), "张伟,MZJ,officer-a,13812345678,zw.new,zw-d,"
    plan = directory.run(row)
    assert refused(plan) == [2]
    assert "--accept-move wecom:zhang.wei=wecom:zw.new" in str(plan.refused[0])
    assert list(changes(directory.run(row, moves="zhang.wei=zw.new"))) == ["帐号 wecom:zhang.wei → wecom:zw.new"]
    assert directory.whole()[old][3] == "wecom:zw.new dingtalk:zw-d"
    assert outcomes(directory.run(row, moves="zhang.wei=zw.new")) == ["未变"]


def test_a_moved_person_in_another_department(directory: ImportFixture) -> None:
    old = directory.number("wang.fang")
    assert list(changes(directory.run("王芳,MZJ,leader,,wang.fang,,"))) == ["部门 区教育局 → 区民政局"]
    directory.run("王芳,DSJ,leader,,wf2,,", moves="wecom:wang.fang=wecom:wf2")
    assert directory.whole()[old][:4] == ("王芳", "DSJ", "leader", "wecom:wf2")


def test_another_platform_is_added_but_not_exchanged(directory: ImportFixture) -> None:
    assert list(changes(directory.run("李娜,MZJ,officer-b,,li.na,ln-d,"))) == ["帐号 （空） → dingtalk:ln-d"]
    assert refused(directory.run("李娜,MZJ,officer-b,,li.na,ln-d2,")) == [2]
    assert outcomes(directory.run("李娜,MZJ,officer-b,,li.na,ln-d2,", moves="ln-d=ln-d2")) == ["变更"]
    assert directory.who("ln-d2", "dingtalk").id == directory.number("li.na")


def test_one_row_is_never_two_people(directory: ImportFixture) -> None:
    before = directory.whole()
    for name in ("张伟", "李娜", "别人"):
        plan = directory.run(f"{name},MZJ,,,li.na,zw-d,")
        assert refused(plan) == [2]
        assert "张伟" in str(plan.refused[0])
        assert "李娜" in str(plan.refused[0])
    assert directory.whole() == before


def test_two_rows_are_never_one_person(directory: ImportFixture) -> None:
    """Undoes an earlier wrong match."""
    rows = ("张伟,MZJ,officer-a,13812345678,zhang.wei,,", "张伟,MZJ,handler,,,zw-d,")
    assert refused(directory.run(*rows)) == [2, 3]
    assert outcomes(directory.run(*rows, new="dingtalk:zw-d")) == ["未变", "新增"]
    assert directory.number("zhang.wei") != directory.who("zw-d", "dingtalk").id


@pytest.mark.parametrize("said", ["zw.new", "zhang.wei", "wecom:zhang.wei"])
def test_renamed_and_moved_at_once_by_either_account(directory: ImportFixture, said: str) -> None:
    number, row = directory.number("zhang.wei"), "张炜,JYJ,handler,,zw.new,zw-d,"
    assert refused(directory.run(row, moves="zhang.wei=zw.new")) == [2]
    for expected in ("变更", "未变"):
        assert outcomes(directory.run(row, moves="zhang.wei=zw.new", renamed=said)) == [expected]
    assert directory.whole()[number] == ("张炜", "JYJ", "handler", "wecom:zw.new dingtalk:zw-d", True)


def test_a_refusal_reports_no_unused_option(directory: ImportFixture) -> None:
    """No option is reported as unused where the row was not matched, and none is offered that needs an account."""
    plan = directory.run("张伟,MZJ,officer-a,,zw.new,,", moves="zhang.wei=zw.new li.na=zw.new")
    assert refused(plan) == [2]
    assert str(plan.refused[0]).endswith("请改正")
    assert plan.notes == []


def test_a_move_from_somebody_elses_account_offers_no_renaming_of_them(directory: ImportFixture) -> None:
    plan = directory.run("张伟,MZJ,officer-a,,zw.new,zw-d,", moves="wang.fang=zw.new")
    assert refused(plan) == [2]
    plan = directory.run("张伟,MZJ,officer-a,,zw.new,,", moves="wang.fang=zw.new")
    assert "旧帐号 wecom:wang.fang 在通讯录中是王芳" in str(plan.refused[0])
    assert "--new-person" not in str(plan.refused[0])
    assert "--renamed wecom:zw.new" not in str(plan.refused[0])


def test_people_in_rows_with_faults_are_not_deactivated(directory: ImportFixture) -> None:
    """Rows skipped by --skip-bad still count as present in the file."""
    li = directory.number("li.na")
    faulty = ("李娜,MZJ,officer-b,坏,ln2,,", "王芳,JYJ,坏,,wang.fang,,")
    plan = directory.run("新人,MZJ,,,li.na,,", *faulty, ZHAO, new="li.na", skip=True)
    assert [text.partition("（")[0] for text in plan.missing] == ["张伟"]
    assert directory.whole()[li] == ("李娜", "MZJ", "officer-b", "", True)


def test_a_person_kept_by_another_account_is_reported(directory: ImportFixture) -> None:
    successor = "王新来,MZJ,officer-a,,zhang.wei,,"
    (line,) = directory.run(successor, new="zhang.wei", dry=True).lines
    assert "该人还有帐号 dingtalk:zw-d，没有停用" in line.remarks[0]
    line = directory.run(successor, "张伟,MZJ,,,,zw-d,", new="zhang.wei", dry=True).lines[0]
    assert "停用" not in line.remarks[0]


@pytest.mark.parametrize("order", [1, -1])
def test_accounts_exchanged_between_two_people(directory: ImportFixture, order: int) -> None:
    zhang, li = directory.number("zhang.wei"), directory.number("li.na")
    rows = ["张伟,MZJ,officer-a,13812345678,li.na,,", "李娜,MZJ,officer-b,,zhang.wei,,"][::order]
    assert sorted(refused(directory.run(*rows))) == [2, 3]
    assert refused(directory.run(*rows, moves="zhang.wei=li.na")) != []
    assert directory.run(*rows, moves="zhang.wei=li.na li.na=zhang.wei").refused == []
    assert (directory.number("zhang.wei"), directory.number("li.na")) == (li, zhang)


@pytest.mark.parametrize("order", [1, -1])
def test_a_chain_of_accounts(directory: ImportFixture, order: int) -> None:
    """张伟 takes over the account of 李娜, who gets another; a new person takes over his former one."""
    zhang, li = directory.number("zhang.wei"), directory.number("li.na")
    rows = ["张伟,MZJ,,,li.na,,", "李娜,MZJ,,,ln2,,", "新人,MZJ,,,zhang.wei,,"][::order]
    moves = "zhang.wei=li.na li.na=ln2"
    assert refused(directory.run(*rows, moves=moves)) == [[4, 2][order < 0]]
    assert directory.run(*rows, moves=moves, new="zhang.wei").refused == []
    assert (directory.number("li.na"), directory.number("ln2")) == (zhang, li)
    assert directory.number("zhang.wei") not in (zhang, li)


def test_an_account_left_to_another_makes_its_holder_a_possible_match(directory: ImportFixture) -> None:
    """李娜's account goes to somebody else, and she has another: no guess, no duplicate."""
    li, rows = directory.number("li.na"), ("新人,MZJ,,,li.na,,", "李娜,MZJ,officer-b,,ln2,,")
    assert refused(directory.run(*rows)) == [2, 3]
    assert refused(directory.run(*rows, new="li.na")) == [3]
    options = {"new": "li.na", "moves": "li.na=ln2"}
    assert outcomes(directory.run(*rows, **options)) == ["新增", "变更"]  # type: ignore[arg-type]
    assert directory.number("ln2") == li
    before = directory.whole()
    again = directory.run(*rows, **options)  # type: ignore[arg-type]
    assert (outcomes(again), again.steps, len(again.notes)) == (["未变", "未变"], [], 2)
    assert directory.whole() == before


def test_exchange_is_idempotent(directory: ImportFixture) -> None:
    rows = ("张伟,MZJ,officer-a,13812345678,li.na,,", "李娜,MZJ,officer-b,,zhang.wei,,")
    for expected in ("变更", "未变"):
        assert outcomes(directory.run(*rows, moves="zhang.wei=li.na li.na=zhang.wei")) == [expected] * 2


def test_an_account_of_a_leaver_is_given_to_a_known_person(directory: ImportFixture) -> None:
    zhang, li = directory.number("zhang.wei"), directory.number("li.na")
    row = "张伟,MZJ,officer-a,,li.na,,"
    assert refused(directory.run(row, moves="zhang.wei=li.na")) == [2]
    assert directory.run(row, moves="zhang.wei=li.na", new="li.na").refused == []
    assert directory.number("li.na") == zhang
    assert directory.whole()[li][3:] == ("", False)


def test_a_row_without_an_account(directory: ImportFixture) -> None:
    """Without an account a name matches only a person without one, and only if it is unique."""
    bare = "老陈,MZJ,leader,,,,"
    assert outcomes(directory.run(bare)) == ["新增"]
    assert outcomes(directory.run(bare)) == ["未变"]
    assert refused(directory.run(bare, bare)) == [2, 3]
    assert refused(directory.run("张伟,MZJ,leader,,,,")) == [2]
    assert outcomes(directory.run("张伟,MZJ,leader,,,,", ZHANG)) == ["新增", "未变"]
    plan = directory.run("老陈,MZJ,leader,,chen,,")
    assert refused(plan) == [2]
    assert "--accept-move =wecom:chen" in str(plan.refused[0])
    count = len(directory.whole())
    assert list(changes(directory.run("老陈,MZJ,leader,,chen,,", moves="=chen"))) == ["帐号 （空） → wecom:chen"]
    assert len(directory.whole()) == count


def test_an_option_that_fits_no_row_is_an_error(directory: ImportFixture) -> None:
    """None of them writes anything, so that all can be tried on one directory."""
    before = directory.whole()
    for options in (
        {"new": "zhang.we"},
        {"new": "dingtalk:zhang.wei"},
        {"renamed": "nobody"},
        {"moves": "zhang.wei=nobody"},
        {"moves": "nobody=new.zhang"},
        {"moves": "zhang.wei"},
        {"moves": "zhang.wei="},
        {"moves": "zhang.wei=zhang.wei"},
        {"moves": "dingtalk:zw-d=wecom:new.zhang"},
        {"moves": "=zhang.wei2"},
        {"new": "zhang.wei", "renamed": "zhang.wei"},
    ):
        assert directory.run(ZHANG, "钱多,JYJ,,,new.zhang,,", **options).refused != [], options  # type: ignore[arg-type]
    assert directory.whole() == before


def test_an_option_permits_nothing_else(directory: ImportFixture) -> None:
    rows = ("王新来,MZJ,,,zhang.wei,,", "孙新来,MZJ,,,li.na,,")
    assert refused(directory.run(*rows, new="zhang.wei")) == [3]
    assert refused(directory.run(*rows, renamed="li.na")) == [2]
    assert "王新来" not in {name for name, *_ in directory.whole().values()}


def test_a_dry_run_reports_and_writes_nothing(directory: ImportFixture) -> None:
    before = directory.whole()
    plan = directory.run("王芳,JYJ,handler,13900001111,wang.fang,,", "新人,JYJ,,,new,,", LI, dry=True, heading=HEADING)
    assert [str(line) for line in plan.lines] == [
        "第 2 行 变更 王芳（区教育局，wecom:wang.fang）：角色 分管领导 → 经办；电话 （空） → ****1111",
        "第 3 行 新增 新人（区教育局，wecom:new）",
        "第 4 行 未变 李娜（区民政局，wecom:li.na）",
    ]
    assert [text.partition("（")[0] for text in plan.missing] == ["张伟", "赵云"]
    assert directory.whole() == before
