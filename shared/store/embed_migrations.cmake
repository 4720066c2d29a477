# cmake -DDIR=… -DOUT=… -P: writes the migrations as one source file, in number order.
file(GLOB files ${DIR}/*.sql)
list(SORT files)
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  string(REGEX MATCH "^[0-9]+" number ${name})
  math(EXPR version "${number}")
  file(READ ${file} sql)
  string(APPEND rows "      {${version}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"shared/store/sqlite/migrations.h\"

namespace replywatch::sqlite {

const std::vector<Migration>& Migrations() {
  static const std::vector<Migration> kMigrations = {
${rows}  };
  return kMigrations;
}

}  // namespace replywatch::sqlite
")
